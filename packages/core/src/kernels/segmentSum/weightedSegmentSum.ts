import * as tf from '@tensorflow/tfjs-core';
import { nativeOps } from '../../native/runNative.js';
import { defineOp } from '../../op/op.js';
import { gatherRows } from '../gatherRows/gatherRows.js';
import { weightedGradientNatively, weightedSumNatively } from './native.js';
import { segmentSum } from './segmentSum.js';
import type { WeightedRows } from './weightedRows.js';

const weightedSegmentSumOp = defineOp<WeightedRows, { segments: number }, [tf.Tensor2D]>({
  name: 'OutrageousWeightedSegmentSum',
  inputs: ['values', 'weight', 'segment'],
  reference: (rows, { segments }) => [sumProducts(rows, segments)],
  kernels: {
    tensorflow: (rows, { segments }) => [(nativeOps('core') ? weightedSumNatively : sumProducts)(rows, segments)],
  },
  gradient: ([dy], { inputs: rows }) => {
    const [values, weight] = (nativeOps('core') ? weightedGradientNatively : gradientOf)(rows, dy);
    return { values: () => values, weight: () => weight };
  },
});

function sumProducts({ values, weight, segment }: WeightedRows, segments: number): tf.Tensor2D {
  return segmentSum(tf.mul<tf.Tensor2D>(values, tf.expandDims(weight, 1)), segment, segments);
}

function gradientOf({ values, weight, segment }: WeightedRows, dy: tf.Tensor2D): tf.Tensor[] {
  const above = gatherRows(dy, segment);
  return [tf.mul(above, tf.expandDims(weight, 1)), tf.sum(tf.mul(above, values), 1)];
}

/**
 * Sums the weighted rows of each segment: y_s = Σ over i with segment(i) = s of w_i · x_i.
 *
 * The order of summation is that of the rows, on every backend, so results repeat bit for bit.
 *
 * @param rows `values` float32 [n, d], `weight` float32 [n] and `segment` int32 [n], each in [0, segments)
 * @returns [segments, d], zero where a segment has no row; gradients flow to the values and the weights
 * @example
 * ```ts
 * const output = weightedSegmentSum({ values: rows, weight, segment: token }, tokens);
 * ```
 */
export function weightedSegmentSum(rows: WeightedRows, segments: number): tf.Tensor2D {
  return weightedSegmentSumOp(rows, { segments })[0];
}
