import * as tf from '@tensorflow/tfjs-core';
import type { Numbers, Parts } from './transport.js';

/** Room for rows that are to come, and the tensor that they will be. */
export interface EmptyRows<R extends tf.Rank> {
  readonly parts: Parts;
  tensor(): tf.Tensor<R>;
}

/** Room for `counts[r]` rows from each rank r, of the width and dtype of `like`. */
export function emptyRows<R extends tf.Rank>(like: tf.Tensor<R>, counts: Int32Array): EmptyRows<R> {
  const total = counts.reduce((sum, count) => sum + count, 0);
  const parts = partsOf(emptyNumbers(like.dtype, total * widthOf(like)), counts, like);
  return { parts, tensor: () => tf.tensor(parts.numbers, withRows(like, total), like.dtype) };
}

/** The numbers of rows like those of `like`, `counts[r]` of them of rank r. */
export function partsOf(numbers: Numbers, counts: Int32Array, like: tf.Tensor): Parts {
  const width = widthOf(like);
  return { numbers, counts: Array.from(counts, (count) => count * width) };
}

/** Room for numbers of a dtype that travels. */
export function emptyNumbers(dtype: tf.DataType, length: number): Numbers {
  if (dtype === 'float32') return new Float32Array(length);
  return dtype === 'int32' ? new Int32Array(length) : new Uint8Array(length);
}

/** Numbers in one row. */
function widthOf({ shape }: tf.Tensor): number {
  return shape.slice(1).reduce((product, length) => product * length, 1);
}

/** TypeScript can't follow a rank through a changed first axis. */
function withRows<R extends tf.Rank>({ shape }: tf.Tensor<R>, rows: number): tf.ShapeMap[R] {
  return [rows, ...shape.slice(1)] as tf.ShapeMap[R];
}
