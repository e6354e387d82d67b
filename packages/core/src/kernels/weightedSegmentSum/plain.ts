import * as tf from '@tensorflow/tfjs-core';
import type { OpGradient } from '../../op/op.js';
import { gatherRows } from '../gatherRows/gatherRows.js';
import { segmentSum } from '../segmentSum/segmentSum.js';
import type { WeightedRows } from './weightedRows.js';

/** The sums of products that are made first. */
export function sumProducts({ values, weight, segment }: WeightedRows, segments: number): tf.Tensor2D {
  return segmentSum(tf.mul<tf.Tensor2D>(values, tf.expandDims(weight, 1)), segment, segments);
}

/** ∂/∂x_i = w_i · dy_s, ∂/∂w_i = x_i · dy_s. */
export const gradientOf: OpGradient<WeightedRows, { segments: number }, [tf.Tensor2D]> = ([dy], { inputs }) => {
  const { values, weight, segment } = inputs;
  const above = gatherRows(dy, segment);
  return {
    values: () => tf.mul(above, tf.expandDims(weight, 1)),
    weight: () => tf.sum(tf.mul(above, values), 1),
  };
};
