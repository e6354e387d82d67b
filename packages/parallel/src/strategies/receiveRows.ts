import * as tf from '@tensorflow/tfjs-core';
import { type Communicator, type Context, type Grouped, wordsOf } from '@outrageous/core';
import { readNow } from '../communicators/readNow.js';
import { type Arrived, exchangeRows } from './exchangeRows.js';
import { firstExperts } from './expertShard.js';
import { int32, int32Columns } from './int32.js';
import type { Sent } from './routeVisitors.js';

/** Rows of branches that were sent to the ranks of these, and what came. */
export interface Received {
  readonly arrived: Arrived;
  /** The same, rank by rank, and what the rows came with. */
  readonly sent: readonly Sent[];
  /** Of this rank's own rows, the first that each rank got. */
  readonly start: readonly number[];
}

/** Sends rows to the ranks of their branches, with the branches, words and keys that they are of. */
export function receiveRows(communicator: Communicator, branches: Grouped, { key, ids }: Context): Received {
  const { start, counts } = leavingOf(branches, communicator.size);
  const arrived = exchangeRows(communicator, { rows: branches.rows, counts });
  const known = [branches.group, ...(ids ? [ids] : [])].map((one) => readNow('placedMixture', one));
  const numbers = communicator.allToAll(int32Columns(known), counts);
  const [a, b] = wordsOf(key);
  const draws = int32Columns([start.map(() => a), start.map(() => b), start]);
  const ofRanks = communicator.allToAll(draws, int32(start.map(() => 1)));
  const ofRows = numbers.wait().rows;
  const sizes = Array.from(readNow('placedMixture', arrived.counts));
  const rows = tf.split<tf.Tensor2D>(arrived.rows, sizes);
  const [branch, word] = [0, ids ? 1 : 0].map((column) => tf.split<tf.Tensor1D>(columnOf(ofRows, column), sizes));
  const drawn = Array.from(readNow('placedMixture', ofRanks.wait().rows));
  const sent = rows.map((own, rank): Sent => {
    const [first, second, before] = drawn.slice(3 * rank, 3 * rank + 3);
    return { rows: own, branch: branch[rank], key: [first, second], before, ...(ids && { ids: word[rank] }) };
  });
  return { arrived, sent, start };
}

function columnOf(numbers: tf.Tensor, column: number): tf.Tensor1D {
  return tf.reshape(tf.slice(numbers, [0, column], [-1, 1]), [-1]);
}

/** Of rows that are sorted by branch: how many each rank gets, and where they begin. */
function leavingOf(
  { offsets, groups }: Grouped,
  size: number,
): { readonly start: readonly number[]; readonly counts: tf.Tensor1D } {
  const at = readNow('placedMixture', offsets);
  const bounds = firstExperts(groups, size).map((branch) => at[branch]);
  const start = bounds.slice(0, size);
  return { start, counts: int32(start.map((begin, rank) => bounds[rank + 1] - begin)) };
}
