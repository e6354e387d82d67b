import * as tf from '@tensorflow/tfjs-core';

/** Rows brought to mean 0 and variance 1: (a − mean(a)) / √(variance(a) + 1e-5), with the biased variance. */
export function normalised(rows: tf.Tensor2D): tf.Tensor2D {
  const centred = tf.sub(rows, tf.mean(rows, 1, true));
  const variance = tf.mean(tf.square(centred), 1, true);
  return tf.mul(centred, tf.rsqrt(tf.add(variance, 1e-5)));
}
