import * as tf from '@tensorflow/tfjs-core';
import { type Communicator, type GateBank, type Routing, tidyTree } from '@outrageous/core';
import { readNow } from '../communicators/readNow.js';
import { type Arrived, exchangeRows } from './exchangeRows.js';
import { columns, int32, int32Columns } from './int32.js';
import { receiveRows } from './receiveRows.js';
import { type RoutedVisitors, routeVisitors } from './routeVisitors.js';

/** Rows that went to the ranks of their branches, and those that came: what is known of them once gates have decided. */
export interface BranchVisit {
  /** int32 [slots of this rank's tokens]: their experts. A routing with this very tensor is of this visit. */
  readonly experts: tf.Tensor1D;
  /** Of each of these slots, which of the rows it is of that left, of `rows` in all. */
  readonly rowOfSlot: readonly number[];
  readonly rows: number;
  /** int32 [size]: these slots by the rank of their expert. */
  readonly slotCounts: tf.Tensor1D;
  readonly arrived: Arrived;
  /** int32 [slots of rows that arrived]: their experts. */
  readonly expert: tf.Tensor1D;
  /** int32 [slots of rows that arrived]: which of the rows each is of. */
  readonly row: tf.Tensor1D;
  /** Of the exchange that brought the weights back. */
  readonly done: tf.Scalar;
}

/**
 * The same bank, whose gates run on the ranks that hold their branches: rows go there, and the expert and the weight of
 * each slot come back. Its sums are over the rows that came to this rank: over all ranks, they are those of all rows.
 *
 * @param visited is told of each visit, whose tensors are freed afterwards
 */
export function bankOnRanks(
  bank: GateBank,
  communicator: Communicator,
  visited: (visit: BranchVisit) => void,
): GateBank {
  return {
    ...bank,
    apply: (parameters, branches, context) =>
      tidyTree(() => {
        const { arrived, sent, start } = receiveRows(communicator, branches, context);
        const routed = routeVisitors(bank, parameters, sent, context);
        const { weights, pairs } = sendBack(communicator, routed, arrived);
        const slotCounts = weights.counts;
        const { token, expert } = slotsHere(pairs, readNow('placedMixture', slotCounts), start);
        const [experts, weight] = [int32(expert), tf.reshape<tf.Rank.R1>(weights.rows, [-1])];
        const there = { arrived, expert: routed.routing.expert, row: routed.row, done: weights.done };
        visited({ experts, rowOfSlot: token, rows: branches.rows.shape[0], slotCounts, ...there });
        return { ...routed.routing, token: int32(token), expert: experts, weight };
      }),
  };
}

/** Slots go back to the ranks that sent their rows. `pairs` are row and expert. */
function sendBack(
  communicator: Communicator,
  { routing, counts }: RoutedVisitors,
  { done }: Arrived,
): { readonly weights: Arrived; readonly pairs: ArrayLike<number> } {
  const { token, expert, weight }: Routing = routing;
  const ofSlots = int32Columns([token, expert].map((one) => readNow('placedMixture', one)));
  const places = communicator.allToAll(ofSlots, counts);
  const weights = exchangeRows(communicator, { rows: tf.expandDims(weight, 1), counts, after: done });
  return { weights, pairs: readNow('placedMixture', places.wait().rows) };
}

/** Slots as they came back, rank after rank, each of which counts the rows that it got from 0. */
function slotsHere(
  pairs: ArrayLike<number>,
  counts: ArrayLike<number>,
  start: readonly number[],
): { readonly token: readonly number[]; readonly expert: readonly number[] } {
  const [row, expert] = columns(pairs);
  const before = start.flatMap((first, rank) => new Array<number>(counts[rank]).fill(first));
  return { token: row.map((one, slot) => before[slot] + one), expert };
}
