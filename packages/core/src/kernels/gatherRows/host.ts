import * as tf from '@tensorflow/tfjs-core';
import { requireIndex } from '../../op/requireIndex.js';

/** Copies rows in JavaScript, each at once; `tf.gather` of these backends goes number by number. */
export function gatherOnHost(rows: tf.Tensor, index: tf.Tensor1D): tf.Tensor {
  const [, width = 1] = rows.shape;
  const from = rows.dataSync() as Float32Array | Int32Array;
  const taken = rows.dtype === 'int32' ? new Int32Array(index.size * width) : new Float32Array(index.size * width);
  const rowOf = index.dataSync<'int32'>();
  requireIndex(rowOf, rows.shape[0], 'row');
  rowOf.forEach((row, i) => taken.set(from.subarray(row * width, (row + 1) * width), i * width));
  return tf.tensor(taken, [index.size, ...rows.shape.slice(1)], rows.dtype);
}
