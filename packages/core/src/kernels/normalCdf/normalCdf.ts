import * as tf from '@tensorflow/tfjs-core';
import { defineElementwise } from '../../op/elementwise.js';

const normalCdfOp = defineElementwise<Record<string, never>>({
  name: 'OutrageousNormalCdf',
  reference: ({ x }) => [tf.mul(0.5, tf.add(1, tf.erf(tf.mul(x, Math.SQRT1_2))))],
  gradient: ([dy], { inputs: { x } }) => ({ x: () => tf.mul(dy, normalDensity(x)) }),
});

/**
 * The standard normal distribution function: Φ(x) = (1 + erf(x / √2)) / 2.
 *
 * @param x float32, any shape
 * @returns the same shape; the gradient is the normal density
 * @example
 * ```ts
 * const probability = normalCdf(tf.div(tf.sub(clean, threshold), deviation));
 * ```
 */
export function normalCdf<T extends tf.Tensor>(x: T): T {
  return normalCdfOp(x, {});
}

/** φ(x) = exp(−x² / 2) / √(2π) */
function normalDensity(x: tf.Tensor): tf.Tensor {
  return tf.tidy(() => tf.mul(tf.exp(tf.mul(-0.5, tf.square(x))), 1 / Math.sqrt(2 * Math.PI)));
}
