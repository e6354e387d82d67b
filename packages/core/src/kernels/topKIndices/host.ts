import * as tf from '@tensorflow/tfjs-core';

/** Keeps the best in order while it reads a row: most numbers are smaller than the last of them. */
export function topKOnHost(x: tf.Tensor2D, k: number): tf.Tensor2D {
  const [rows, columns] = x.shape;
  const numbers = x.dataSync<'float32'>();
  const ranked = (at: number) => (numbers[at] > -Infinity ? numbers[at] : -Infinity);
  const indices = new Int32Array(rows * k);
  for (let row = 0; row < rows; row++) {
    const [from, to] = [row * columns, row * k];
    for (let column = 0; column < columns; column++) {
      let rank = Math.min(column, k);
      for (; rank > 0 && ranked(from + indices[to + rank - 1]) < ranked(from + column); rank--) {
        if (rank < k) indices[to + rank] = indices[to + rank - 1];
      }
      if (rank < k) indices[to + rank] = column;
    }
  }
  return tf.tensor2d(indices, [rows, k], 'int32');
}
