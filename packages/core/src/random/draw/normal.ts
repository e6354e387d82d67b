import { tensorflow } from '#tensorflow/random/draw';
import type { Tensor } from '@tensorflow/tfjs-core';
import type { Key } from '../../key.js';
import { defineOp } from '../../op/op.js';
import type { RankOf } from '../../rankOf.js';
import { type Distribution, unit } from './distribution.js';
import { draw, drawing } from './draw.js';

/**
 * Box and Muller's transform of each pair of uniform u₁, u₂:
 * (sin 2πu₂, cos 2πu₂) · √(−2 ln max(u₁, 10⁻⁷)).
 */
function fromWords(words: Uint32Array): Float32Array {
  const values = new Float32Array(words.length);
  for (let i = 0; i < words.length; i += 2) {
    const radius = Math.sqrt(-2 * Math.log(Math.max(unit(words[i]), 1e-7)));
    const angle = 2 * Math.PI * unit(words[i + 1]);
    values[i] = radius * Math.sin(angle);
    values[i + 1] = radius * Math.cos(angle);
  }
  return values;
}

/**
 * Box and Muller's transform. WGSL allows its own log an error of 2⁻²¹ near 1 and
 * its sin and cos one of 2⁻¹¹, so these are series that are right to the last bits:
 *
 * - `logarithm`: ln u = e · ln 2 + 2 · artanh((f − 1) / (f + 1)), where u = f · 2ᵉ and f is in [√½, √2)
 * - `turn`: (sin 2πu, cos 2πu); a quarter turn is taken off exactly, the rest is in ±π/4
 */
const wgsl = `
fn logarithm(u : f32) -> f32 {
  let parts = frexp(u);
  let low = parts.fract < 0.70710678;
  let f = select(parts.fract, 2.0 * parts.fract, low);
  let e = f32(select(parts.exp, parts.exp - 1, low));
  let s = (f - 1.0) / (f + 1.0);
  let q = s * s;
  return e * 0.69314718 + 2.0 * s * (1.0 + q * (1.0 / 3.0 + q * (1.0 / 5.0 + q * (1.0 / 7.0 + q / 9.0))));
}

fn turn(u : f32) -> vec2<f32> {
  let quarter = floor(4.0 * u + 0.5);
  let x = (u - 0.25 * quarter) * 6.28318531;
  let q = x * x;
  let s = x * (1.0 - q / 6.0 * (1.0 - q / 20.0 * (1.0 - q / 42.0 * (1.0 - q / 72.0))));
  let c = 1.0 - q / 2.0 * (1.0 - q / 12.0 * (1.0 - q / 30.0 * (1.0 - q / 56.0)));
  switch (i32(quarter) & 3) {
    case 0: { return vec2<f32>(s, c); }
    case 1: { return vec2<f32>(c, -s); }
    case 2: { return vec2<f32>(-s, -c); }
    default: { return vec2<f32>(-c, s); }
  }
}

fn pair(u1 : f32, u2 : f32) -> vec2<f32> {
  return sqrt(-2.0 * logarithm(max(u1, 1.0e-7))) * turn(u2);
}

fn distribute(units : vec4<f32>) -> vec4<f32> {
  return vec4<f32>(pair(units.x, units.y), pair(units.z, units.w));
}
`;

/** Of a mean of 0 and a standard deviation of 1. */
export const normally: Distribution = { name: 'normal', fromWords, wgsl };

const normalOp = defineOp({ name: 'OutrageousNormal', ...drawing(normally, tensorflow.normal) });

/**
 * Random numbers from the normal distribution.
 *
 * The same key gives the same numbers on every backend, up to rounding: Box and
 * Muller's transform of the words that `uniform` draws with the same key.
 *
 * @param key never draw twice with one key
 * @returns float32 [...shape]
 * @example
 * ```ts
 * const noise = normal(foldIn(context.key, 'noise'), [tokens, experts]);
 * ```
 */
export function normal<const Shape extends readonly number[]>(
  key: Key,
  shape: Shape,
  mean = 0,
  standardDeviation = 1,
): Tensor<RankOf<Shape>> {
  return draw(normalOp, { key, shape, factor: standardDeviation, shift: mean });
}
