import * as tf from '@tensorflow/tfjs-core';
import { segmentSum } from '../kernels/segmentSum/segmentSum.js';
import { isRowGradient, type Gradient, type RowGradient } from './rowGradient.js';
import { sizeOf } from '../tree.js';

/**
 * A gradient as one tensor of the parameter's shape, zero in rows that it doesn't name.
 *
 * @returns a new tensor
 * @example
 * ```ts
 * const dense = denseGradient(gradients.get(table)!, table.shape);
 * ```
 */
export function denseGradient(gradient: Gradient, shape: readonly number[]): tf.Tensor {
  if (!isRowGradient(gradient)) return tf.clone(gradient);
  return tf.tidy(() => tf.reshape(sumIntoRows(gradient, shape), [...shape]));
}

/**
 * Which rows of a table a gradient names: 1 or 0 each, float32 [rows of the table].
 *
 * @returns a new tensor
 */
export function namedRows({ rows }: RowGradient, count: number): tf.Tensor1D {
  return tf.tidy(() => withoutSpare(segmentSum(tf.ones<tf.Rank.R1>(rows.shape), orSpare(rows, count), count + 1)));
}

function sumIntoRows({ rows, values }: RowGradient, [count, ...row]: readonly number[]): tf.Tensor2D {
  const flat = tf.reshape<tf.Rank.R2>(values, [rows.size, sizeOf(row)]);
  return withoutSpare(segmentSum(flat, orSpare(rows, count), count + 1));
}

/** Empty entries go to a row behind the last, which is cut off in the end. */
function orSpare(rows: tf.Tensor1D, count: number): tf.Tensor1D {
  return tf.where(tf.less(rows, tf.scalar(0, 'int32')), tf.fill(rows.shape, count, 'int32'), rows);
}

function withoutSpare<R extends tf.Rank>(sums: tf.Tensor<R>): tf.Tensor<R> {
  return tf.slice<R, tf.Tensor<R>>(sums, 0, sums.shape[0] - 1);
}
