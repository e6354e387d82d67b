import { tensorflow } from '#tensorflow/kernels/groupBy';
import type { Tensor1D } from '@tensorflow/tfjs-core';
import { defineOp } from '../../op/op.js';
import { groupOnHost } from './host.js';
import { groupOnWebGpu } from './webgpu.js';

/** Slots, sorted by group. */
export interface GroupOrder {
  /** int32 [slots]: the slot at each sorted position. */
  readonly order: Tensor1D;
  /** int32 [groups + 1]: where each group begins among the sorted positions; the last is `slots`. */
  readonly offsets: Tensor1D;
}

const groupByOp = defineOp<{ group: Tensor1D }, { groups: number }, [order: Tensor1D, offsets: Tensor1D]>({
  name: 'OutrageousGroupBy',
  inputs: ['group'],
  outputs: 2,
  gradient: () => ({}),
  reference: ({ group }, { groups }) => groupOnHost(group, groups),
  kernels: {
    tensorflow: tensorflow.groupBy,
    webgpu: ({ group }, { groups }) => groupOnWebGpu(group, groups),
  },
});

/**
 * Sorts slots by the group that they belong to, keeping the order inside each group.
 *
 * @param group int32 [slots], each in [0, groups)
 * @throws Error that names the first group which isn't there; on `webgpu`, such slots are among those of the last group, and −1 in the order
 * @example
 * ```ts
 * const { order, offsets } = groupBy(tf.tensor1d([1, 0, 1], 'int32'), 3);
 * // order 1 0 2; offsets 0 1 3 3
 * ```
 */
export function groupBy(group: Tensor1D, groups: number): GroupOrder {
  const [order, offsets] = groupByOp({ group }, { groups });
  return { order, offsets };
}
