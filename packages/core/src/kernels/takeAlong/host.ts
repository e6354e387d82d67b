import * as tf from '@tensorflow/tfjs-core';
import { requireIndex } from '../../op/requireIndex.js';

/** Takes in JavaScript. */
export function takeOnHost(x: tf.Tensor2D, indices: tf.Tensor2D): tf.Tensor2D {
  const from = x.dataSync<'float32'>();
  const [columns, taken] = [x.shape[1], indices.shape[1]];
  const columnOf = indices.dataSync();
  requireIndex(columnOf, columns, 'column');
  const values = Float32Array.from(columnOf, (column, at) => from[Math.floor(at / taken) * columns + column]);
  return tf.tensor2d(values, indices.shape);
}

/** Adds up in JavaScript. */
export function putOnHost(values: tf.Tensor2D, indices: tf.Tensor2D, columns: number): tf.Tensor2D {
  const from = values.dataSync<'float32'>();
  const [rows, taken] = indices.shape;
  const sums = new Float32Array(rows * columns);
  indices.dataSync<'int32'>().forEach((column, at) => (sums[Math.floor(at / taken) * columns + column] += from[at]));
  return tf.tensor2d(sums, [rows, columns]);
}
