import { tensorflow as gathering } from '#tensorflow/kernels/gatherRows';
import { tensorflow as summing } from '#tensorflow/kernels/segmentSum';
import type * as tf from '@tensorflow/tfjs-core';
import { defineOp } from '../../op/op.js';
import { gatherOnHost } from '../gatherRows/host.js';
import { gatherOnWebGpu } from '../gatherRows/webgpu.js';
import { segmentSumOnHost } from './host.js';
import type { Vectors } from './vectors.js';
import { segmentSumOnWebGpu } from './webgpu.js';

const segmentSumOp = defineOp<{ values: Vectors; segment: tf.Tensor1D }, { segments: number }>({
  name: 'OutrageousSegmentSum',
  inputs: ['values', 'segment'],
  reference: ({ values, segment }, { segments }) => [segmentSumOnHost(values, segment, segments)],
  kernels: {
    tensorflow: summing.segmentSum,
    webgpu: ({ values, segment }, { segments }) => [segmentSumOnWebGpu(values, segment, segments)],
  },
  gradient: ([dy], { inputs: { segment } }) => ({
    values: () => gatherRowsOp({ rows: dy as Vectors, index: segment }, {})[0],
  }),
});

/** Rows by their index: the gradient of {@link segmentSum}, and the other way round, so they stand in one file. */
export const gatherRowsOp = defineOp<{ rows: Vectors; index: tf.Tensor1D }, Record<string, never>>({
  name: 'OutrageousGatherRows',
  inputs: ['rows', 'index'],
  reference: ({ rows, index }) => [gatherOnHost(rows, index)],
  kernels: {
    tensorflow: gathering.gatherRows,
    webgpu: ({ rows, index }) => [gatherOnWebGpu(rows, index)],
  },
  gradient: ([dy], { inputs: { rows, index } }) => ({
    rows: () => segmentSum(dy as Vectors, index, rows.shape[0]),
  }),
});

/**
 * Sums the rows of each segment: y_s = Σ over i with segment(i) = s of x_i.
 *
 * The order of summation is that of the rows, on every backend, so results repeat bit for bit.
 *
 * @param values [n, d], or numbers [n]
 * @param segment int32 [n], each in [0, segments), in any order
 * @returns [segments, d], or [segments], zero where a segment has no row; the
 *   gradient is {@link gatherRows}
 * @throws Error that names the first segment which isn't there; on `webgpu`, the last sum is NaN then
 * @example
 * ```ts
 * const load = segmentSum(weight, expert, experts);
 * ```
 */
export function segmentSum<T extends Vectors>(values: T, segment: tf.Tensor1D, segments: number): T {
  return segmentSumOp({ values, segment }, { segments })[0] as T;
}
