import * as tf from '@tensorflow/tfjs-core';

/** A window of sequences, and the heads that its steps attend with. */
export interface AttentionSizes {
  readonly time: number;
  readonly batch: number;
  readonly heads: number;
}

/**
 * What each step takes from those that it sees: softmax(Q · Kᵀ / √dₖ) · V, for each head.
 *
 * @param projected queries, keys and values side by side, [time · batch, 3 · width]
 * @param bias added to the products of queries and keys; far below 0 where a step isn't seen
 * @returns [time · batch, width], heads side by side
 */
export function attend(projected: tf.Tensor2D, bias: tf.Tensor4D, { time, batch, heads }: AttentionSizes): tf.Tensor2D {
  const width = projected.shape[1] / 3;
  const perHead = width / heads;
  const split = tf.reshape<tf.Rank.R5>(projected, [time, batch, 3, heads, perHead]);
  const [queries, keys, values] = tf
    .split(tf.transpose<tf.Tensor5D>(split, [2, 1, 3, 0, 4]), 3)
    .map((one) => tf.reshape<tf.Rank.R4>(one, [batch, heads, time, perHead]));
  const scores = tf.mul<tf.Tensor4D>(tf.matMul(queries, keys, false, true), 1 / Math.sqrt(perHead));
  const taken = tf.matMul(tf.softmax(tf.add<tf.Tensor4D>(scores, bias)), values);
  return tf.reshape(tf.transpose(taken, [2, 0, 1, 3]), [time * batch, width]);
}
