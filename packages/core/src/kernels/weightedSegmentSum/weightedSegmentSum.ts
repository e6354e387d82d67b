import { tensorflow } from '#tensorflow/kernels/weightedSegmentSum';
import type * as tf from '@tensorflow/tfjs-core';
import { defineOp } from '../../op/op.js';
import { gradientOf, sumProducts } from './plain.js';
import type { WeightedRows } from './weightedRows.js';

const weightedSegmentSumOp = defineOp<WeightedRows, { segments: number }, [tf.Tensor2D]>({
  name: 'OutrageousWeightedSegmentSum',
  inputs: ['values', 'weight', 'segment'],
  reference: (rows, { segments }) => [sumProducts(rows, segments)],
  kernels: { tensorflow: tensorflow.sum },
  gradient: gradientOf,
  gradientKernels: { tensorflow: tensorflow.gradient },
});

/**
 * Sums the weighted rows of each segment: y_s = Σ over i with segment(i) = s of w_i · x_i.
 *
 * The order of summation is that of the rows, on every backend, so results repeat bit for bit.
 *
 * @param rows `values` float32 [n, d], `weight` float32 [n] and `segment` int32 [n], each in [0, segments)
 * @returns [segments, d], zero where a segment has no row; gradients flow to the values and the weights
 * @throws Error that names the first segment which isn't there; on `webgpu`, the last sum is NaN then
 * @example
 * ```ts
 * const output = weightedSegmentSum({ values: rows, weight, segment: token }, tokens);
 * ```
 */
export function weightedSegmentSum(rows: WeightedRows, segments: number): tf.Tensor2D {
  return weightedSegmentSumOp(rows, { segments })[0];
}
