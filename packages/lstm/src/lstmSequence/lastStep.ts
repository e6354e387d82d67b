import * as tf from '@tensorflow/tfjs-core';

/** The last of [time, batch, n], as [batch, n]. */
export function lastStep(values: tf.Tensor3D): tf.Tensor2D {
  const [time, batch, width] = values.shape;
  return tf.reshape(tf.slice(values, [time - 1, 0, 0], [1, batch, width]), [batch, width]);
}
