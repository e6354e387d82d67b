import * as tf from '@tensorflow/tfjs-core';
import { gatherRows, type Grouped } from '@outrageous/core';
import { groupSizes } from './groupSizes.js';

/** How rows share experts. */
export interface Share {
  /** Experts of each group. */
  readonly experts: number;
  /** Experts per row, on average. */
  readonly expertsPerToken: number;
}

/** Takes off what rounding adds to a share that is whole, such as 50 · 1.1 / 5. */
const EXACT = 1 - 1e-12;

/** How many of its group's rows each expert takes: ⌈rows · expertsPerToken / experts⌉, at most all. */
export function roomFor(rows: number, { experts, expertsPerToken }: Share): number {
  return Math.min(rows, Math.ceil(((rows * expertsPerToken) / experts) * EXACT));
}

/** float32 [groups · experts]: how many rows each expert takes, looked up by the size of its group. */
export function roomOfExperts(input: Pick<Grouped, 'offsets' | 'groups'>, rows: number, share: Share): tf.Tensor1D {
  const rooms = Float32Array.from({ length: rows + 1 }, (_, n) => roomFor(n, share));
  const ofGroups = tf.expandDims(gatherRows(tf.tensor1d(rooms), groupSizes(input)), 1);
  return tf.reshape(tf.tile(ofGroups, [1, share.experts]), [-1]);
}
