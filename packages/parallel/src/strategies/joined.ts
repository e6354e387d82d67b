import * as tf from '@tensorflow/tfjs-core';

/** All numbers of some tensors, one after the other. Those of a single one are not copied. */
export function joined(tensors: readonly tf.Tensor[]): tf.Tensor1D {
  const flat = tensors.map((tensor) => tf.reshape<tf.Rank.R1>(tensor, [-1]));
  return flat.length === 1 ? flat[0] : tf.concat(flat);
}

/** The inverse of {@link joined}: tensors of the shapes of `like`. */
export function takenApart(numbers: tf.Tensor1D, like: readonly tf.Tensor[]): tf.Tensor[] {
  const sizes = like.map(({ size }) => size);
  const parts = like.length === 1 ? [numbers] : tf.split<tf.Tensor1D>(numbers, sizes);
  return parts.map((part, i) => tf.reshape(part, like[i].shape));
}
