import * as tf from '@tensorflow/tfjs-core';
import { sizeOf } from '../../tree.js';
import { fillWords, streamOf } from '../stream.js';
import type { DrawAttributes } from './attributes.js';
import type { Distribution } from './distribution.js';

/** Draws in JavaScript: for backends whose tensors lie in the host's memory. */
export function drawOnHost(distribution: Distribution, { key, shape, factor, shift }: DrawAttributes): tf.Tensor {
  const size = sizeOf(shape);
  // Normal numbers come in pairs, from two words each.
  const words = new Uint32Array(size + (size % 2));
  fillWords(words, streamOf(key));
  const values = distribution.fromWords(words);
  scale(values, Math.fround(factor), Math.fround(shift));
  return tf.tensor(values.subarray(0, size), [...shape], 'float32');
}

/** Rounds to float32 after the product and after the sum, as devices do. */
function scale(values: Float32Array, factor: number, shift: number): void {
  for (let i = 0; i < values.length; i++) values[i] = Math.fround(values[i] * factor) + shift;
}
