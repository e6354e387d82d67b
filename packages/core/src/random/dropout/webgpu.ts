import type * as tf from '@tensorflow/tfjs-core';
import type { KeyWords } from '../../key.js';
import { runShader, workgroupsFor } from '../../webgpu/runShader.js';
import { philoxWgsl } from '../philoxWgsl.js';
import { streamOf } from '../stream.js';

/** Draws and drops at once: each invocation makes the four words of one block, which decide over four numbers. */
export function dropOnWebGpu(x: tf.Tensor, key: KeyWords, rate: number): tf.Tensor {
  const stream = streamOf(key);
  return runShader({
    name: 'dropout',
    inputs: { x },
    output: { shape: x.shape, dtype: 'float32' },
    uniforms: {
      key0: stream.key[0] | 0,
      key1: stream.key[1] | 0,
      counter2: stream.counter[0] | 0,
      counter3: stream.counter[1] | 0,
      size: x.size,
    },
    floats: { rate, kept: 1 - rate },
    workgroupSize: [64, 1, 1],
    workgroups: workgroupsFor(Math.ceil(x.size / 4), 64),
    code: `${philoxWgsl}
fn main(index : i32) {
  let key = bitcast<vec2<u32>>(vec2<i32>(uniforms.key0, uniforms.key1));
  let half = bitcast<vec2<u32>>(vec2<i32>(uniforms.counter2, uniforms.counter3));
  let words = philox(vec4<u32>(u32(index), 0u, half), key);
  let units = vec4<f32>(words & vec4<u32>(0x7fffffu)) * 1.1920928955078125e-7;
  for (var i = 0; i < 4; i++) {
    let at = 4 * index + i;
    if (at < uniforms.size) {
      result[at] = select(0.0, x[at] / uniforms.kept, units[i] >= uniforms.rate);
    }
  }
}
`,
  });
}
