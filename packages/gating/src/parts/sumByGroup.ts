import * as tf from '@tensorflow/tfjs-core';
import { type Grouped, segmentSum } from '@outrageous/core';

/** Σ over the rows of each group: [rows, experts] → [groups · experts]. */
export function sumByGroup(values: tf.Tensor2D, { group, groups }: Grouped): tf.Tensor1D {
  if (groups === 1) return tf.sum(values, 0);
  return tf.reshape(segmentSum(values, group, groups), [-1]);
}
