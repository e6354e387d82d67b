import type * as tf from '@tensorflow/tfjs-core';
import type { HostMemory } from './hostMemory.js';
import type { Parts } from './transport.js';

/** Room for rows that are to come, and the tensor that they will be. */
export interface EmptyRows<R extends tf.Rank, Memory> {
  readonly parts: Parts<Memory>;
  readonly tensor: () => tf.Tensor<R>;
}

/** Room for `counts[r]` rows from each rank r, of the width and dtype of `like`. */
export function emptyRows<R extends tf.Rank, Memory>(
  memory: HostMemory<Memory>,
  like: tf.Tensor<R>,
  counts: Int32Array,
): EmptyRows<R, Memory> {
  const total = counts.reduce((sum, count) => sum + count, 0);
  const { numbers, tensor } = memory.room<R>(withRows(like, total), like.dtype);
  return { parts: partsOf(numbers, counts, like), tensor };
}

/** The numbers of rows like those of `like`, `counts[r]` of them of rank r. */
export function partsOf<Memory>(numbers: Memory, counts: Int32Array, like: tf.Tensor): Parts<Memory> {
  const width = widthOf(like);
  return { numbers, counts: Array.from(counts, (count) => count * width) };
}

/** Numbers in one row. */
function widthOf({ shape }: tf.Tensor): number {
  return shape.slice(1).reduce((product, length) => product * length, 1);
}

/** TypeScript can't follow a rank through a changed first axis. */
function withRows<R extends tf.Rank>({ shape }: tf.Tensor<R>, rows: number): tf.ShapeMap[R] {
  return [rows, ...shape.slice(1)] as tf.ShapeMap[R];
}
