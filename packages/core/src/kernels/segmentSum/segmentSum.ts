import type * as tf from '@tensorflow/tfjs-core';
import { nativeOps } from '../../native.js';
import { defineOp } from '../../op.js';
import { gatherRows } from '../gatherRows/gatherRows.js';
import { segmentSumOnHost } from './host.js';
import { segmentSumNatively } from './native.js';
import { segmentSumWithTensorflow } from './tensorflow.js';
import { segmentSumOnWebGpu } from './webgpu.js';

type Values = tf.Tensor1D | tf.Tensor2D;

const segmentSumOp = defineOp<{ values: Values; segment: tf.Tensor1D }, { segments: number }>({
  name: 'OutrageousSegmentSum',
  inputs: ['values', 'segment'],
  reference: ({ values, segment }, { segments }) => [segmentSumOnHost(values, segment, segments)],
  kernels: {
    tensorflow: ({ values, segment }, { segments }) => {
      const sum = nativeOps('core') ? segmentSumNatively : segmentSumWithTensorflow;
      return [sum(values, segment, segments)];
    },
    webgpu: ({ values, segment }, { segments }) => [segmentSumOnWebGpu(values, segment, segments)],
  },
  gradient: ([dy], { inputs: { segment } }) => ({ values: () => gatherRows(dy as Values, segment) }),
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
 * @example
 * ```ts
 * const load = segmentSum(weight, expert, experts);
 * ```
 */
export function segmentSum<T extends Values>(values: T, segment: tf.Tensor1D, segments: number): T {
  return segmentSumOp({ values, segment }, { segments })[0] as T;
}
