import * as tf from '@tensorflow/tfjs-core';
import { disposeRows, type RowGradient } from './rowGradient.js';

/**
 * A parameter as ops see it that use few of its rows at a time: the matrices of
 * the experts that got tokens, the vectors of the words that occur.
 *
 * On the tape it is a single number, its `handle`, because a gradient on the tape
 * has the shape of its tensor: the gradient of all rows would be as large as the
 * parameter. What an op knows of the few is collected beside the tape.
 * {@link valueAndGradients} gives it out.
 *
 * Whoever else differentiates, as `tf.variableGrads` and `tf.grads` do, collects nothing: ops then take the values as
 * they are (`inUse`), whose gradient is dense.
 */
export interface Table<R extends tf.Rank = tf.Rank> {
  readonly kind: 'table';
  /** Whether gradients of rows are collected now; where they aren't, an op takes the values in place of the table. */
  readonly collects: boolean;
  /** The values, to be read only; while the table collects, an op that uses rows takes the handle to the tape, not these. */
  readonly values: tf.Tensor<R>;
  /** float32 scalar: an op that uses rows takes it as an input, so that it has a gradient to compute. */
  readonly handle: tf.Scalar;
  /** What ops do with tables and with no tensor: whoever makes tables brings it, so that it is loaded where there are some. */
  readonly ops: TableOps;
  /** Takes the gradient of the rows that an op used, and gives that of the handle, which is 0. */
  collect(gradient: RowGradient): tf.Scalar;
}

/** Ops of tables. */
export interface TableOps {
  /** Rows of a table of vectors by their index, [m] → [m, d]; the table collects their gradient. */
  gather(table: Table<tf.Rank.R2>, index: tf.Tensor1D): tf.Tensor2D;
  /** Σ over the rows i of each group of l_iᵀ · r_i, for groups that have rows. */
  outer(left: tf.Tensor2D, right: tf.Tensor2D, offsets: tf.Tensor1D): RowGradient;
}

/** A table, and what belongs to whoever stores it. */
export interface StoredTable<R extends tf.Rank = tf.Rank> extends Table<R> {
  /** Collects for a differentiation that is about to begin, and for no other that runs around it or within it. */
  open(): void;
  /** What was collected since, one gradient for each op; its tensors now belong to the caller, outside of any tidy. */
  take(): RowGradient[];
  /** Ends what {@link open} began, and frees what wasn't taken. */
  close(): void;
  dispose(): void;
}

/** What may stand where an op takes rows: a tensor, whose gradient is dense, or a table. */
export type Rows<R extends tf.Rank = tf.Rank> = tf.Tensor<R> | Table<R>;

/** Tells a table from a tensor. */
export function isTable<R extends tf.Rank>(rows: Rows<R>): rows is Table<R> {
  return 'kind' in rows && rows.kind === 'table';
}

/** What an op takes in place of rows: a table while it collects, else its values as they are. */
export function inUse<R extends tf.Rank>(rows: Rows<R>): Rows<R> {
  return isTable(rows) && !rows.collects ? rows.values : rows;
}

/** The values of a table or a tensor. */
export function valuesOf<R extends tf.Rank>(rows: Rows<R>): tf.Tensor<R> {
  return isTable(rows) ? rows.values : rows;
}

/**
 * A table over values that lie elsewhere.
 *
 * It collects on the outermost tape alone: gradients that are themselves differentiated need the values on the tape.
 */
export function tableOver<R extends tf.Rank>(read: () => tf.Tensor<R>, ops: TableOps): StoredTable<R> {
  const handle = tf.keep(tf.scalar(0));
  const opened: RowGradient[][] = [];
  return {
    kind: 'table',
    get collects() {
      return opened.length > 0 && tf.engine().state.gradientDepth === 1;
    },
    get values() {
      return read();
    },
    handle,
    ops,
    collect({ kind, rows, values }) {
      opened[opened.length - 1].push({ kind, rows: tf.keep(tf.clone(rows)), values: tf.keep(tf.clone(values)) });
      return tf.scalar(0);
    },
    open: () => void opened.push([]),
    take: () => opened[opened.length - 1]?.splice(0) ?? [],
    close: () => disposeRows(opened.pop() ?? []),
    dispose: () => handle.dispose(),
  };
}
