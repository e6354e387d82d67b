import type * as tf from '@tensorflow/tfjs-core';

/** Rows [n, d] float32, their weights [n] float32, and the segment of each, [n] int32. */
export type WeightedRows = {
  readonly values: tf.Tensor2D;
  readonly weight: tf.Tensor1D;
  readonly segment: tf.Tensor1D;
};
