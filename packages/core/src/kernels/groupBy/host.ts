import * as tf from '@tensorflow/tfjs-core';
import { requireIndex } from '../../op/requireIndex.js';

/** Counting sort in JavaScript: for backends whose tensors can be read at once. */
export function groupOnHost(group: tf.Tensor1D, groups: number): [order: tf.Tensor1D, offsets: tf.Tensor1D] {
  const groupOf = group.dataSync<'int32'>();
  requireIndex(groupOf, groups, 'group');
  const offsets = offsetsOf(groupOf, groups);
  const next = offsets.slice();
  const order = new Int32Array(groupOf.length);
  groupOf.forEach((g, slot) => (order[next[g]++] = slot));
  return [tf.tensor1d(order, 'int32'), tf.tensor1d(offsets, 'int32')];
}

function offsetsOf(groupOf: ArrayLike<number>, groups: number): Int32Array {
  const offsets = new Int32Array(groups + 1);
  for (let slot = 0; slot < groupOf.length; slot++) offsets[groupOf[slot] + 1]++;
  for (let g = 0; g < groups; g++) offsets[g + 1] += offsets[g];
  return offsets;
}
