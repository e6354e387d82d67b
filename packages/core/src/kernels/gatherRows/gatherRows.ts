import type * as tf from '@tensorflow/tfjs-core';
import { defineOp } from '../../op/op.js';
import { isTable, type Rows, type Table } from '../../gradients/table.js';
import { gatherRowsOp } from '../segmentSum/segmentSum.js';
import type { Vectors } from '../segmentSum/vectors.js';
import { sumByRows } from '../sumByRows/sumByRows.js';

/** Rows of a table, whose gradient names the rows that were taken. */
const gatherFromTableOp = defineOp<{ index: tf.Tensor1D; handle: tf.Scalar }, { table: Table<tf.Rank.R2> }>({
  name: 'OutrageousGatherFromTable',
  inputs: ['index', 'handle'],
  reference: ({ index }, { table }) => gatherRowsOp({ rows: table.values, index }, {}),
  gradient: ([dy], { inputs: { index } }, { table }) => ({
    handle: () => table.collect(sumByRows(dy as tf.Tensor2D, index, table.values.shape[0])),
  }),
});

/**
 * Rows by their index: y_i = x_index(i). Rows may be taken many times or never.
 *
 * @param rows [n, d], or numbers [n], or a table [n, d], whose gradient costs
 *   nothing for rows that aren't taken
 * @param index int32 [m], each in [0, n)
 * @returns [m, d], or [m]; the gradient is {@link segmentSum}
 * @example
 * ```ts
 * const embedded = gatherRows(rowsOf(table), tokens); // [tokens, width]
 * ```
 */
export function gatherRows(rows: Rows<tf.Rank.R2>, index: tf.Tensor1D): tf.Tensor2D;
export function gatherRows<T extends Vectors>(rows: T, index: tf.Tensor1D): T;
export function gatherRows(rows: Vectors | Table<tf.Rank.R2>, index: tf.Tensor1D): tf.Tensor {
  if (isTable<tf.Rank.R1 | tf.Rank.R2>(rows))
    return gatherFromTableOp({ index, handle: rows.handle }, { table: rows })[0];
  return gatherRowsOp({ rows, index }, {})[0];
}
