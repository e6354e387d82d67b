import * as tf from '@tensorflow/tfjs-core';
import { gatherRows, type Grouped } from '@outrageous/core';

/** How rows share experts. */
export interface Share {
  /** Experts of each group. */
  readonly experts: number;
  /** Experts per row, on average. */
  readonly expertsPerToken: number;
}

/** How many of its group's rows each expert takes: ⌈rows · expertsPerToken / experts⌉, at most all. */
export function roomFor(rows: number, { experts, expertsPerToken }: Share): number {
  return Math.min(rows, Math.ceil((rows * expertsPerToken) / experts));
}

/** float32 [groups · experts]: how many rows each expert takes, looked up by the size of its group. */
export function roomOfExperts(
  { offsets, groups }: Pick<Grouped, 'offsets' | 'groups'>,
  rows: number,
  share: Share,
): tf.Tensor1D {
  const sizes = tf.sub<tf.Tensor1D>(tf.slice(offsets, 1, groups), tf.slice(offsets, 0, groups));
  const rooms = Float32Array.from({ length: rows + 1 }, (_, n) => roomFor(n, share));
  const ofGroups = tf.expandDims(gatherRows(tf.tensor1d(rooms), sizes), 1);
  return tf.reshape(tf.tile(ofGroups, [1, share.experts]), [-1]);
}
