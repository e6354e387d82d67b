import * as tf from '@tensorflow/tfjs-core';
import { sizeOf } from '../../tree.js';
import { fillWords, streamOf } from '../stream.js';
import type { DrawAttributes } from './attributes.js';

/** Draws in JavaScript: for backends whose tensors lie in the host's memory. */
export function drawOnHost({ distribution, key, shape, factor, shift }: DrawAttributes): tf.Tensor {
  const size = sizeOf(shape);
  // Normal numbers come in pairs, from two words each.
  const words = new Uint32Array(size + (size % 2));
  fillWords(words, streamOf(key));
  const values = distribution === 'uniform' ? toUniform(words) : toNormal(words);
  scale(values, Math.fround(factor), Math.fround(shift));
  return tf.tensor(values.subarray(0, size), [...shape], 'float32');
}

/** u = (the low 23 bits) · 2⁻²³ */
function toUniform(words: Uint32Array): Float32Array {
  const values = new Float32Array(words.length);
  for (let i = 0; i < words.length; i++) values[i] = unit(words[i]);
  return values;
}

/**
 * Box and Muller's transform of each pair of uniform u₁, u₂:
 * (sin 2πu₂, cos 2πu₂) · √(−2 ln max(u₁, 10⁻⁷)).
 */
function toNormal(words: Uint32Array): Float32Array {
  const values = new Float32Array(words.length);
  for (let i = 0; i < words.length; i += 2) {
    const radius = Math.sqrt(-2 * Math.log(Math.max(unit(words[i]), 1e-7)));
    const angle = 2 * Math.PI * unit(words[i + 1]);
    values[i] = radius * Math.sin(angle);
    values[i + 1] = radius * Math.cos(angle);
  }
  return values;
}

function unit(word: number): number {
  return (word & 0x7fffff) * 2 ** -23;
}

/** Rounds to float32 after the product and after the sum, as devices do. */
function scale(values: Float32Array, factor: number, shift: number): void {
  for (let i = 0; i < values.length; i++) values[i] = Math.fround(values[i] * factor) + shift;
}
