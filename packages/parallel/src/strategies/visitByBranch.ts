import * as tf from '@tensorflow/tfjs-core';
import type { Routing } from '@outrageous/core';
import { readNow } from '../communicators/readNow.js';
import type { BranchVisit } from './bankOnRanks.js';
import type { BranchPlaces } from './branchPlaces.js';
import { exchangeRows } from './exchangeRows.js';
import { int32 } from './int32.js';
import type { Visit } from './visitByToken.js';

/** The visit that gates have made: rows are there, and slots are known. Only weights are missing, which it sends. */
export function visitByBranch(
  { token, weight }: Routing,
  { rowOfSlot, rows, slotCounts, arrived, done, ...there }: BranchVisit,
  { communicator, experts }: BranchPlaces,
): Visit {
  const leaving = { rows: tf.expandDims<tf.Tensor2D>(weight, 1), counts: slotCounts, after: done };
  const weights = exchangeRows(communicator, leaving);
  const tokenOfRow = new Int32Array(rows); // a row without slots comes back as 0, whosever it is
  readNow('placedMixture', token).forEach((one, slot) => (tokenOfRow[rowOfSlot[slot]] = one));
  return {
    visitors: {
      arrived,
      expert: tf.sub(there.expert, tf.scalar(experts.first, 'int32')),
      row: there.row,
      weight: tf.reshape(weights.rows, [-1]),
      done: weights.done,
    },
    token: int32(tokenOfRow),
  };
}
