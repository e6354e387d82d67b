import type { Parameter } from '@outrageous/core';
import * as tf from '@tensorflow/tfjs-core';

/** [x; h] · weight + bias, [batch, gates · cells], in parts as wide as h. */
export function gatesOf(
  [x, hidden]: readonly [x: tf.Tensor2D, hidden: tf.Tensor2D],
  weight: Parameter<tf.Rank.R2>,
  bias: Parameter<tf.Rank.R1>,
): tf.Tensor2D[] {
  const all = tf.add(tf.matMul(tf.concat([x, hidden], 1), weight.read()), bias.read());
  return tf.split<tf.Tensor2D>(all, bias.shape[0] / hidden.shape[1], 1);
}
