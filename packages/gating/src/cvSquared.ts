import * as tf from '@tensorflow/tfjs-core';

/** Keeps CV² finite where everything is zero. */
const EPSILON = 1e-10;

/**
 * The squared coefficient of variation: variance / (mean² + 1e-10).
 *
 * The variance is the biased one (divided by the number of entries). There is no
 * square root, so the gradient at perfect balance is 0 and not NaN; one entry
 * gives 0, and so do entries that are all zero.
 *
 * @param x float32 [experts], such as importance or load, summed over the whole batch
 * @returns float32 scalar
 * @example
 * ```ts
 * const loss = tf.mul(0.1, cvSquared(routing.metrics.importance));
 * ```
 *
 * Section 4, equation 7.
 */
export function cvSquared(x: tf.Tensor1D): tf.Scalar {
  return tf.tidy(() => {
    const mean = tf.mean(x);
    const variance = tf.mean(tf.square(tf.sub(x, mean)));
    return tf.div<tf.Scalar>(variance, tf.add(tf.square(mean), EPSILON));
  });
}
