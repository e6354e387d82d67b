import * as tf from '@tensorflow/tfjs-core';
import { flatIndex, gatherRows } from '@outrageous/core';

/**
 * Where slots' entries are in a matrix [rows, experts] that is read row by row.
 *
 * @param expert int32 [slots]: among those of all groups
 * @param experts of each group
 * @param group int32 [rows]
 * @returns int32 [slots]
 */
export function placeOf(token: tf.Tensor1D, expert: tf.Tensor1D, experts: number, group: tf.Tensor1D): tf.Tensor1D {
  return flatIndex(tf.sub(token, gatherRows(group, token)), expert, experts);
}
