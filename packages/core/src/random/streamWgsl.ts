import type { KeyWords } from '../key.js';
import { streamOf } from './stream.js';

/** A key's stream, as uniforms of {@link streamWgsl}. */
export function streamUniforms(key: KeyWords): { readonly [word: string]: number } {
  const stream = streamOf(key);
  const [key0, key1, counter2, counter3] = Int32Array.of(...stream.key, ...stream.counter);
  return { key0, key1, counter2, counter3 };
}

/**
 * A stream in WGSL: `unitsOf(block)` gives the uniform numbers of a block of four words, which are those of `philox`.
 *
 * WGSL has no 64-bit integers, so the upper half of a product is put together from 16-bit halves.
 */
export const streamWgsl = `
fn multiplyHigh(a : u32, b : u32) -> u32 {
  let aLow = a & 0xffffu;
  let aHigh = a >> 16u;
  let bLow = b & 0xffffu;
  let bHigh = b >> 16u;
  let middle = aHigh * bLow + ((aLow * bLow) >> 16u);
  let carry = aLow * bHigh + (middle & 0xffffu);
  return aHigh * bHigh + (middle >> 16u) + (carry >> 16u);
}

fn philox(counter : vec4<u32>, key : vec2<u32>) -> vec4<u32> {
  var c = counter;
  var k = key;
  for (var round = 0; round < 10; round++) {
    c = vec4<u32>(
      multiplyHigh(0xcd9e8d57u, c.z) ^ c.y ^ k.x,
      0xcd9e8d57u * c.z,
      multiplyHigh(0xd2511f53u, c.x) ^ c.w ^ k.y,
      0xd2511f53u * c.x);
    k += vec2<u32>(0x9e3779b9u, 0xbb67ae85u);
  }
  return c;
}

fn unitsOf(block : i32) -> vec4<f32> {
  let key = bitcast<vec2<u32>>(vec2<i32>(uniforms.key0, uniforms.key1));
  let half = bitcast<vec2<u32>>(vec2<i32>(uniforms.counter2, uniforms.counter3));
  let words = philox(vec4<u32>(u32(block), 0u, half), key);
  return vec4<f32>(words & vec4<u32>(0x7fffffu)) * 1.1920928955078125e-7;
}
`;
