import * as tf from '@tensorflow/tfjs-core';
import { segmentSum } from '@outrageous/core';

/** Σ over rows: [rows, n] → [n]. Zero of no rows, which `tf.sum` refuses on webgpu. */
export function sumOfRows(values: tf.Tensor2D): tf.Tensor1D {
  if (values.shape[0] > 0) return tf.sum(values, 0);
  return tf.reshape(ofNone(values), [values.shape[1]]);
}

/** Σ over all entries, zero where there is none: [entries] → scalar. */
export function sumOfAll(values: tf.Tensor1D): tf.Scalar {
  return values.size > 0 ? tf.sum(values) : tf.reshape(ofNone(values), []);
}

/** A sum through which gradients still flow. */
function ofNone(values: tf.Tensor1D | tf.Tensor2D): tf.Tensor {
  return segmentSum(values, tf.zeros<tf.Rank.R1>([0], 'int32'), 1);
}
