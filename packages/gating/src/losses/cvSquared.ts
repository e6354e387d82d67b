import { defineOp } from '@outrageous/core';
import * as tf from '@tensorflow/tfjs-core';

/** Keeps CV² finite where everything is zero. */
const EPSILON = 1e-10;

/** CV², and what its gradient needs: the mean, and two factors of the denominator, which float32 may not hold. */
const cvSquaredOp = defineOp<
  { x: tf.Tensor1D },
  Record<string, never>,
  [value: tf.Scalar, mean: tf.Scalar, size: tf.Scalar, rest: tf.Scalar],
  [value: tf.Scalar]
>({
  name: 'OutrageousCvSquared',
  inputs: ['x'],
  outputs: 4,
  given: 1,
  reference: ({ x }) => {
    const mean = tf.mean<tf.Scalar>(x);
    const size = tf.add<tf.Scalar>(tf.abs(mean), Math.sqrt(EPSILON));
    // size · rest = mean² + ε
    const rest = tf.add<tf.Scalar>(tf.mul(mean, tf.div(mean, size)), tf.div(EPSILON, size));
    const centred = tf.sub(x, mean);
    return [tf.mean(tf.mul(tf.div(centred, size), tf.div(centred, rest))), mean, size, rest];
  },
  // ∂CV²/∂x_i = 2 · (x_i − mean · (1 + CV²)) / (n · denominator)
  gradient: ([dy], { inputs: { x }, outputs: [value, mean, size, rest] }) => ({
    x: () => {
      const centre = tf.mul(mean, tf.add(value, 1));
      return tf.mul(tf.div(tf.div(tf.sub(x, centre), size), rest), tf.mul(dy, 2 / x.size));
    },
  }),
});

/**
 * The squared coefficient of variation: variance / (mean² + 1e-10).
 *
 * The variance is the biased one (divided by the number of entries). There is no
 * square root, so the gradient at perfect balance is 0 and not NaN; one entry
 * gives 0, and so do entries that are all zero.
 *
 * @param x float32 [experts], such as importance or load, summed over the whole batch
 * @returns float32 scalar
 * @throws RangeError when there is no entry
 * @example
 * ```ts
 * const loss = tf.mul(0.1, cvSquared(measureRouting(routing).metrics.importance));
 * ```
 *
 * Section 4, equation 7.
 */
export function cvSquared(x: tf.Tensor1D): tf.Scalar {
  if (x.size === 0) throw new RangeError('cvSquared: got no numbers, needs at least one');
  return cvSquaredOp({ x }, {})[0];
}
