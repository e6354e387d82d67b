import * as tf from '@tensorflow/tfjs-core';

/** Each row chooses all experts, in their order: int32 [rows, experts]. */
export function everyExpert([rows, experts]: readonly [rows: number, experts: number]): tf.Tensor2D {
  return tf.tile(tf.expandDims<tf.Tensor2D>(tf.range(0, experts, 1, 'int32')), [rows, 1]);
}
