import type * as tf from '@tensorflow/tfjs-core';
import { inUse, isTable, type Rows, type Table } from '../../gradients/table.js';
import { gatherRowsOp } from '../segmentSum/segmentSum.js';
import type { Vectors } from '../segmentSum/vectors.js';

/**
 * Rows by their index: y_i = x_index(i). Rows may be taken many times or never.
 *
 * @param rows [n, d], or numbers [n], or a table [n, d], whose gradient costs
 *   nothing for rows that aren't taken
 * @param index int32 [m], each in [0, n)
 * @returns [m, d], or [m]; the gradient is {@link segmentSum}
 * @throws Error that names the first row which isn't there; on `webgpu`, what is taken of it is NaN, or −1 of integers
 * @example
 * ```ts
 * const embedded = gatherRows(rowsOf(table), tokens); // [tokens, width]
 * ```
 */
export function gatherRows(rows: Rows<tf.Rank.R2>, index: tf.Tensor1D): tf.Tensor2D;
export function gatherRows<T extends Vectors>(rows: T, index: tf.Tensor1D): T;
export function gatherRows(given: Vectors | Table<tf.Rank.R2>, index: tf.Tensor1D): tf.Tensor {
  const rows = isTable<tf.Rank.R1 | tf.Rank.R2>(given) ? inUse(given) : given;
  if (isTable<tf.Rank.R1 | tf.Rank.R2>(rows)) return rows.ops.gather(rows, index);
  return gatherRowsOp({ rows, index }, {})[0];
}
