import * as tf from '@tensorflow/tfjs-core';

/** All numbers of some tensors, one after the other. */
export function joined(tensors: readonly tf.Tensor[]): tf.Tensor1D {
  return tf.concat(tensors.map((tensor) => tf.reshape<tf.Rank.R1>(tensor, [-1])));
}

/** The inverse of {@link joined}: tensors of the shapes of `like`. */
export function takenApart(numbers: tf.Tensor1D, like: readonly tf.Tensor[]): tf.Tensor[] {
  const parts = tf.split<tf.Tensor1D>(
    numbers,
    like.map(({ size }) => size),
  );
  return parts.map((part, i) => tf.reshape(part, like[i].shape));
}
