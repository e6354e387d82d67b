import type * as tf from '@tensorflow/tfjs-core';
import { defineOp } from '../../op/op.js';
import type { Table } from '../../gradients/table.js';
import { gatherRowsOp } from '../segmentSum/segmentSum.js';
import { sumByRows } from '../sumByRows/sumByRows.js';

type Inputs = { index: tf.Tensor1D; handle: tf.Scalar };

/** Rows of a table, whose gradient names the rows that were taken. */
const gatherFromTableOp = defineOp<Inputs, { table: Table<tf.Rank.R2> }, [tf.Tensor2D]>({
  name: 'OutrageousGatherFromTable',
  inputs: ['index', 'handle'],
  reference: ({ index }, { table }) => [gatherRowsOp({ rows: table.values, index }, {})[0] as tf.Tensor2D],
  gradient: ([dy], { inputs: { index } }, { table }) => ({
    handle: () => table.collect(sumByRows(dy, index, table.values.shape[0])),
  }),
});

/** Rows of a table of vectors by their index. */
export function gatherFromTable(table: Table<tf.Rank.R2>, index: tf.Tensor1D): tf.Tensor2D {
  return gatherFromTableOp({ index, handle: table.handle }, { table })[0];
}
