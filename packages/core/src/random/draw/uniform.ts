import { tensorflow } from '#tensorflow/random/draw';
import type { Tensor } from '@tensorflow/tfjs-core';
import type { Key } from '../../key.js';
import { defineOp } from '../../op/op.js';
import type { RankOf } from '../../rankOf.js';
import { type Distribution, unit } from './distribution.js';
import { draw, drawing } from './draw.js';

function fromWords(words: Uint32Array): Float32Array {
  const values = new Float32Array(words.length);
  for (let i = 0; i < words.length; i++) values[i] = unit(words[i]);
  return values;
}

/** From 0 to 1. */
export const uniformly: Distribution = {
  name: 'uniform',
  fromWords,
  wgsl: 'fn distribute(units : vec4<f32>) -> vec4<f32> { return units; }',
};

const uniformOp = defineOp({ name: 'OutrageousUniform', ...drawing(uniformly, tensorflow.uniform) });

/**
 * Random numbers, evenly spread over [low, high).
 *
 * The same key gives the same numbers on every backend: 23 random bits each,
 * from Philox-4x32-10.
 *
 * @param key never draw twice with one key
 * @returns float32 [...shape]
 * @example
 * ```ts
 * const weights = uniform(key(0), [2, 3], -1, 1);
 * ```
 */
export function uniform<const Shape extends readonly number[]>(
  key: Key,
  shape: Shape,
  low = 0,
  high = 1,
): Tensor<RankOf<Shape>> {
  return draw(uniformOp, { key, shape, factor: high - low, shift: low });
}
