import * as tf from '@tensorflow/tfjs-core';

/** int32 [numbers] */
export function int32(numbers: ArrayLike<number>): tf.Tensor1D {
  return tf.tensor1d(Int32Array.from(numbers), 'int32');
}

/** int32 [rows, columns] */
export function int32Columns(columns: readonly ArrayLike<number>[]): tf.Tensor2D {
  const [rows, count] = [columns[0].length, columns.length];
  const numbers = Int32Array.from({ length: rows * count }, (_, at) => columns[at % count][Math.floor(at / count)]);
  return tf.tensor2d(numbers, [rows, count], 'int32');
}

/** The numbers of both columns of int32 [rows, 2]. */
export function columns(pairs: ArrayLike<number>): [number[], number[]] {
  const numbers = Array.from(pairs);
  return [numbers.filter((_, i) => i % 2 === 0), numbers.filter((_, i) => i % 2 === 1)];
}
