import * as tf from '@tensorflow/tfjs-core';
import { gatherRows, type RoutedTokens } from '@outrageous/core';
import { readNow } from '../communicators/readNow.js';
import type { BranchPlaces } from './branchPlaces.js';
import { exchangeRows } from './exchangeRows.js';
import { columns, int32 } from './int32.js';
import type { Visitors } from './mixArrived.js';
import { rowsOfSlots, visitsOf } from './visits.js';

/** What a rank has sent and received. */
export interface Visit {
  readonly visitors: Visitors;
  /** int32 [rows that left]: the token of each. */
  readonly token: tf.Tensor1D;
}

/**
 * Sends each token once to each rank that has experts of it, and receives others'.
 *
 * @param after the `done` of an exchange before it
 */
export function visitByToken(
  { tokens, routing }: RoutedTokens,
  { communicator, firstExpert }: BranchPlaces,
  after?: tf.Scalar,
): Visit {
  const [ofToken, ofExpert] = [routing.token, routing.expert].map((one) => readNow('placedMixture', one));
  const visits = visitsOf({ token: ofToken, expert: ofExpert }, firstExpert);
  const [token, slot, counts, slotCounts] = [visits.token, visits.slot, visits.counts, visits.slotCounts].map(int32);
  const places = communicator.allToAll(tf.tensor2d(visits.place.flat(), [slot.size, 2], 'int32'), slotCounts);
  const arrived = exchangeRows(communicator, { rows: gatherRows(tokens, token), counts, after });
  const weight = tf.expandDims<tf.Tensor2D>(gatherRows(routing.weight, slot), 1);
  const weights = exchangeRows(communicator, { rows: weight, counts: slotCounts, after: arrived.done });
  const { rows, counts: from } = places.wait();
  const [expert, visitOf] = columns(readNow('placedMixture', rows));
  const row = rowsOfSlots(visitOf, readNow('placedMixture', from), readNow('placedMixture', arrived.counts));
  const flat = tf.reshape<tf.Rank.R1>(weights.rows, [-1]);
  return {
    visitors: { arrived, expert: int32(expert), row: int32(row), weight: flat, done: weights.done },
    token,
  };
}
