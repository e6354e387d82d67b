import * as tf from '@tensorflow/tfjs-core';
import { defineOp } from '../../op/op.js';
import { eachNumber } from '../../webgpu/eachNumber.js';
import { runShader } from '../../webgpu/runShader.js';

/** An op because the backend of WebGPU computes with int32 as with float32, which rounds above 2²⁴. */
const flatIndexOp = defineOp<{ row: tf.Tensor; column: tf.Tensor }, { columns: number }>({
  name: 'OutrageousFlatIndex',
  inputs: ['row', 'column'],
  reference: ({ row, column }, { columns }) => [tf.add(tf.mul(row, tf.scalar(columns, 'int32')), column)],
  kernels: {
    webgpu: ({ row, column }, { columns }) => [
      runShader({
        name: 'flatIndex',
        inputs: { row, column },
        output: { shape: row.shape, dtype: 'int32' },
        uniforms: { size: row.size, columns },
        ...eachNumber(row.size, 'result[at] = row[at] * uniforms.columns + column[at];'),
      }),
    ],
  },
  gradient: () => ({}),
});

/**
 * Where the entries of a matrix are when it is read row by row: row · columns + column.
 *
 * @param row int32, any shape
 * @param column int32, the same shape
 * @returns int32, the same shape
 * @example
 * ```ts
 * const numbers = gatherRows(tf.reshape(logits, [-1]), flatIndex(token, expert, experts));
 * ```
 */
export function flatIndex<T extends tf.Tensor>(row: T, column: T, columns: number): T {
  return flatIndexOp({ row, column }, { columns })[0] as T;
}
