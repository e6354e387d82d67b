import * as tf from '@tensorflow/tfjs-core';
import { type Key, normal } from '@outrageous/core';

/** The logits of a noisy gate; each float32 [rows, experts]. */
export interface NoisyLogits {
  /** x · W_g */
  readonly clean: tf.Tensor2D;
  /** H(x): `clean` plus noise; outside training the same as `clean`. */
  readonly noisy: tf.Tensor2D;
  /** The standard deviation of the noise of each entry, above 0. */
  readonly std: tf.Tensor2D;
}

/**
 * Adds normal noise to a gate's logits: H = clean + N(0, 1) ⊙ std.
 *
 * @param clean float32 [rows, experts]
 * @param std float32 [rows, experts]
 * @param key the same key draws the same noise on every backend
 * @returns float32 [rows, experts]; gradients flow to both
 * @example
 * ```ts
 * const noisy = addNoise(clean, std, context.key);
 * ```
 *
 * Section 2.1, equation 4.
 */
export function addNoise(clean: tf.Tensor2D, std: tf.Tensor2D, key: Key): tf.Tensor2D {
  return tf.tidy(() => tf.add(clean, tf.mul(normal(key, clean.shape), std)));
}
