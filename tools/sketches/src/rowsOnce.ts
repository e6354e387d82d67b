import * as tf from '@tensorflow/tfjs-core';
import { gatherRows, groupBy, type RowGradient, segmentSum } from '@outrageous/core';

/**
 * The same gradient with no row twice: entries of one row are added in the first of them, and the others are empty.
 *
 * @param count rows of the table
 */
export function rowsOnce({ kind, rows, values }: RowGradient, count: number): RowGradient {
  const [entries, ...row] = values.shape;
  const known = tf.where<tf.Tensor1D>(
    tf.less(rows, tf.scalar(0, 'int32')),
    tf.fill<tf.Rank.R1>(rows.shape, count, 'int32'),
    rows,
  );
  const { order, offsets } = groupBy(known, count + 1);
  const sorted = gatherRows(known, order);
  const first = gatherRows(offsets, sorted);
  const flat = tf.reshape<tf.Rank.R2>(values, [entries, -1]);
  const sums = segmentSum(gatherRows(flat, order), first, entries);
  const begins = tf.equal(first, tf.range(0, entries, 1, 'int32'));
  const filled = tf.logicalAnd<tf.Tensor1D>(begins, tf.less(sorted, tf.scalar(count, 'int32')));
  return {
    kind,
    rows: tf.where(filled, sorted, tf.fill<tf.Rank.R1>(rows.shape, -1, 'int32')),
    values: tf.reshape(sums, [entries, ...row]),
  };
}
