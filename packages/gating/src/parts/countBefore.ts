import * as tf from '@tensorflow/tfjs-core';
import { gatherRows, groupBy, segmentSum } from '@outrageous/core';

/**
 * For each item, how many that count come before it in its group.
 *
 * @param counts float32 [n]: 1 for items that count, else 0
 * @param group int32 [n], each in [0, groups)
 * @returns float32 [n]
 */
export function countBefore(counts: tf.Tensor1D, group: tf.Tensor1D, groups: number): tf.Tensor1D {
  const { order, offsets } = groupBy(group, groups);
  const before = tf.cumsum<tf.Tensor1D>(gatherRows(counts, order), 0, true);
  const ofOthers = gatherRows(before, gatherRows(offsets, gatherRows(group, order)));
  return segmentSum(tf.sub<tf.Tensor1D>(before, ofOthers), order, order.size);
}
