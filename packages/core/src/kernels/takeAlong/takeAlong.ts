import * as tf from '@tensorflow/tfjs-core';
import { gatherRows } from '../gatherRows/gatherRows.js';

/**
 * Numbers of each row by their column: y_ij = x_i,indices(i,j).
 *
 * @param x float32 [n, m]
 * @param indices int32 [n, k], each in [0, m)
 * @returns [n, k]; gradients flow to x
 * @example
 * ```ts
 * const weight = tf.softmax(takeAlong(logits, topKIndices(logits, k)));
 * ```
 */
export function takeAlong(x: tf.Tensor2D, indices: tf.Tensor2D): tf.Tensor2D {
  return tf.tidy(() => {
    const [rows, columns] = x.shape;
    const rowStart = tf.mul(tf.range(0, rows, 1, 'int32'), tf.scalar(columns, 'int32'));
    const flat = tf.add(indices, tf.reshape(rowStart, [rows, 1]));
    return tf.reshape(gatherRows(tf.reshape<tf.Rank.R1>(x, [rows * columns]), tf.reshape(flat, [indices.size])), indices.shape);
  });
}
