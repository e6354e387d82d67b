import * as tf from '@tensorflow/tfjs-core';
import {
  addTrees,
  type Context,
  fromRow,
  type GateBank,
  groupBy,
  type Grouped,
  type Key,
  type ParameterTree,
  type Routing,
} from '@outrageous/core';
import { int32 } from './int32.js';

/** Rows that one rank sent for the gates of this one's branches. */
export interface Sent {
  /** float32 [rows, d] */
  readonly rows: tf.Tensor2D;
  /** int32 [rows], ascending: the branch of each. */
  readonly branch: tf.Tensor1D;
  /** With which the rank would draw for all of its rows, in whatever branches. */
  readonly key: Key;
  /** How many of those lie before these. */
  readonly before: number;
  /** int32 [rows]: the words that they stand for, where the model knows. */
  readonly ids?: tf.Tensor1D;
}

/** What gates decided about the rows of all ranks. */
export interface RoutedVisitors {
  /** Slots rank after rank, each of which counts its rows from 0. */
  readonly routing: Routing;
  /** int32 [slots]: which row of those of all ranks each is of. */
  readonly row: tf.Tensor1D;
  /** int32 [size]: slots of the rows of each rank. */
  readonly counts: tf.Tensor1D;
}

/**
 * Runs a bank on the rows of each rank apart, as that rank would have: with the same draws, and where rows compete,
 * they do so with those of their own rank.
 */
export function routeVisitors(
  bank: GateBank,
  parameters: ParameterTree,
  sent: readonly Sent[],
  context: Context,
): RoutedVisitors {
  const routings = sent.map((own) =>
    bank.apply(parameters, inBranches(own, bank.groups), {
      ...context,
      key: fromRow(own.key, own.before),
      ids: own.ids,
    }),
  );
  const [token, expert, weight] = [
    routings.map((routing) => routing.token),
    routings.map((routing) => routing.expert),
    routings.map((routing) => routing.weight),
  ].map((parts) => tf.concat<tf.Tensor1D>(parts));
  const sums = addTrees(routings.map((routing) => routing.sums));
  return {
    routing: { token, expert, weight, experts: bank.experts, sums, measure: routings[0].measure },
    row: tf.concat<tf.Tensor1D>(routings.map((routing, rank) => later(routing.token, rowsBefore(sent, rank)))),
    counts: int32(routings.map((routing) => routing.token.size)),
  };
}

function later(token: tf.Tensor1D, rows: number): tf.Tensor1D {
  return tf.add(token, tf.scalar(rows, 'int32'));
}

function rowsBefore(sent: readonly Sent[], rank: number): number {
  return sent.slice(0, rank).reduce((sum, { rows }) => sum + rows.shape[0], 0);
}

/** Rows of some branches, as a bank of all of them takes them. */
function inBranches({ rows, branch }: Pick<Sent, 'rows' | 'branch'>, groups: number): Grouped {
  return { rows, group: branch, offsets: groupBy(branch, groups).offsets, groups };
}
