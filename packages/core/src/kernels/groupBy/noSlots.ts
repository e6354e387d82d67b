import * as tf from '@tensorflow/tfjs-core';

/** What there is to say where no slot is: each group begins at 0. */
export function orderOfNoSlots(groups: number): [order: tf.Tensor1D, offsets: tf.Tensor1D] {
  return [tf.tensor1d([], 'int32'), tf.zeros([groups + 1], 'int32')];
}
