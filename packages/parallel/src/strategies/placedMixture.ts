import * as tf from '@tensorflow/tfjs-core';
import {
  type Communicator,
  type ExpertPool,
  type Gate,
  gatherRows,
  groupBy,
  type Mixture,
  mixtureOf,
  type RoutedTokens,
  segmentSum,
  sharded,
  weightedSegmentSum,
} from '@outrageous/core';
import { readNow } from '../communicators/readNow.js';
import { type Arrived, exchangeRows } from './exchangeRows.js';
import { expertShard, firstExperts } from './expertShard.js';
import { rowsOfSlots, visitsOf } from './visits.js';

/**
 * A mixture whose experts lie on several ranks, to each of which a token travels once, whatever the number of its
 * experts there: it comes back as their weighted sum.
 *
 *     y = Σ_ranks Σ_{i on the rank} G(x)_i · E_i(x)
 *
 * With a hierarchical gate, whose k · k experts lie in k groups, and a group or several on each rank, that is the
 * paper's placement: in each pass a token sends k · d numbers and gets as many, where {@link expertParallel} would
 * send k · k · d. A slot sends three numbers besides: its weight, its expert, its visit.
 *
 * Each rank holds as many experts as any other, or one more. All gates run where the tokens are, so that a routing is
 * whole there; the paper's secondary gates run beside their experts. They cost the same either way, but here all ranks
 * hold their parameters.
 *
 * @param gate flat from outside, over as many experts as the pool has
 * @param communicator the ranks that hold the experts; their devices can be read at once
 * @throws RangeError when there are fewer experts than ranks
 * @throws Error when the gate doesn't fit the pool
 * @example
 * ```ts
 * const gate = hierarchical(primary, secondary); // 4 groups of 16
 * const layer = placedMixture(gate, feedForward({ experts: 64, width: 512, hidden: 1024 }), world); // of 4 ranks
 * ```
 *
 * Section 3.1, appendix B.
 */
export function placedMixture(gate: Gate, pool: ExpertPool, communicator: Communicator): Mixture {
  const share = expertShard(pool.experts, communicator);
  const own = pool.part(share.first, share.count);
  return mixtureOf('placedMixture', gate, {
    parameters: sharded(own.parameters, share),
    operations: pool.operations,
    experts: pool.experts,
    inputWidth: pool.inputWidth,
    width: pool.width,
    mix(tree, routed, context) {
      const { arrived, slots, token } = visit(routed, communicator);
      const { order, offsets } = groupBy(slots.expert, own.experts);
      const segment = gatherRows(slots.row, order);
      const rows = gatherRows(arrived.rows, segment);
      const grouped = { rows, group: gatherRows(slots.expert, order), offsets, groups: own.experts };
      const values = own.apply(tree, grouped, context);
      const mixed = weightedSegmentSum(
        { values, weight: gatherRows(slots.weight, order), segment },
        arrived.rows.shape[0],
      );
      const back = exchangeRows(communicator, { rows: mixed, counts: arrived.counts, after: slots.done }).rows;
      return segmentSum(back, token, routed.tokens.shape[0]);
    },
  });
}

/** The slots of rows that arrived. */
interface ArrivedSlots {
  /** int32 [slots]: as this rank numbers its experts. */
  readonly expert: tf.Tensor1D;
  /** int32 [slots]: which of the rows. */
  readonly row: tf.Tensor1D;
  /** float32 [slots] */
  readonly weight: tf.Tensor1D;
  readonly done: tf.Scalar;
}

/** Sends tokens to the ranks of their experts, and receives others'. `token` says which one each visit is of. */
function visit(
  { tokens, routing }: RoutedTokens,
  communicator: Communicator,
): { readonly arrived: Arrived; readonly slots: ArrivedSlots; readonly token: tf.Tensor1D } {
  const [ofToken, ofExpert] = [routing.token, routing.expert].map((one) => readNow('placedMixture', one));
  const first = firstExperts(routing.experts, communicator.size);
  const visits = visitsOf({ token: ofToken, expert: ofExpert }, first);
  const [token, slot, counts, slotCounts] = [visits.token, visits.slot, visits.counts, visits.slotCounts].map(int32);
  const places = communicator.allToAll(tf.tensor2d(visits.place.flat(), [slot.size, 2], 'int32'), slotCounts);
  const arrived = exchangeRows(communicator, { rows: gatherRows(tokens, token), counts });
  const weight = tf.expandDims<tf.Tensor2D>(gatherRows(routing.weight, slot), 1);
  const weights = exchangeRows(communicator, { rows: weight, counts: slotCounts, after: arrived.done });
  const { rows, counts: from } = places.wait();
  const [expert, visitOf] = columns(rows);
  const row = rowsOfSlots(visitOf, readNow('placedMixture', from), readNow('placedMixture', arrived.counts));
  const slots = { expert: int32(expert), row: int32(row), weight: tf.reshape<tf.Rank.R1>(weights.rows, [-1]) };
  return { arrived, slots: { ...slots, done: weights.done }, token };
}

function columns(pairs: tf.Tensor2D): [number[], number[]] {
  const numbers = Array.from(readNow('placedMixture', pairs));
  return [numbers.filter((_, i) => i % 2 === 0), numbers.filter((_, i) => i % 2 === 1)];
}

function int32(numbers: readonly number[]): tf.Tensor1D {
  return tf.tensor1d([...numbers], 'int32');
}
