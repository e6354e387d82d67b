import * as tf from '@tensorflow/tfjs-core';
import {
  type Communicator,
  defineOp,
  type ExpertPool,
  gatherRows,
  groupBy,
  type Grouped,
  segmentSum,
  sharded,
} from '@outrageous/core';
import { exchangeRows } from './exchangeRows.js';
import { expertShard, firstExperts } from './expertShard.js';
import { checkValue } from '@outrageous/core/options';
import * as is from '@outrageous/core/options';
import { communicatorKind } from './communicatorKind.js';

/**
 * The same pool, of which each rank holds some experts alone: rows go to the rank of their expert, and come back.
 *
 *     rows [slots, d] ─all-to-all→ rows of own experts, from all ranks ─experts─all-to-all→ [slots, dOut]
 *
 * An expert sees the rows of all ranks, rank after rank, as it sees those of the joined batch in one process; so its
 * gradient is a sum over them all, of which there is no second one to be added. Parameters are `sharded`: those
 * of `pool.part(first, count)`, each rank as many experts as any other or one more, with the first values that they
 * have in one process.
 *
 * In each pass a slot sends d numbers and gets dOut back, and in the forward pass also which expert is meant. With
 * one rank, the pool is given back as it is.
 *
 * Every rank applies the pool equally often and in the same order, with whatever number of rows, 0 too. If gradients
 * are wanted, the rows must depend on parameters (as an embedding's do), unless all experts have one shape: otherwise
 * a rank whose experts got no rows doesn't know that there are gradients to exchange.
 *
 * @param pool all experts
 * @param communicator the ranks that hold them: all, or some of them: {@link grid}
 * @throws RangeError when there are fewer experts than ranks
 * @example
 * ```ts
 * const pool = expertParallel(feedForward({ experts: 32, width: 512, hidden: 1024 }), worldCommunicator());
 * const layer = mixture(gate, pool);
 * ```
 *
 * Section 3.1.
 */
export function expertParallel(pool: ExpertPool, communicator: Communicator): ExpertPool {
  checkValue('expertParallel: the pool', pool, is.pool);
  checkValue('expertParallel: the communicator', communicator, communicatorKind);
  if (communicator.size === 1) return pool;
  const share = expertShard(pool.experts, communicator);
  const own = pool.part(share.first, share.count);
  return {
    ...pool,
    parameters: sharded(own.parameters, share),
    part: (first, count) => expertParallel(pool.part(first, count), communicator),
    apply: (parameters, grouped, context) =>
      tf.tidy(() => {
        const counts = countsPerRank(grouped, communicator.size);
        const experts = communicator.allToAll(grouped.group, counts);
        const arrived = exchangeRows(communicator, { rows: grouped.rows, counts });
        const { sorted, order } = sortByExpert(arrived.rows, ownExperts(experts.wait().rows, share.first), own.experts);
        const computed = own.apply(parameters, sorted, context);
        const asArrived = segmentSum(computed, order, order.size); // each row once: the inverse of gatherRows
        return exchangeRows(communicator, { rows: asArrived, counts: arrived.counts, after: arrived.done }).rows;
      }),
  };
}

/** The sizes of some groups after each other, from the offsets of all groups. */
const sizesOp = defineOp<{ offsets: tf.Tensor1D }, { bounds: readonly number[] }, [tf.Tensor1D]>({
  name: 'OutrageousSizesBetween',
  inputs: ['offsets'],
  reference({ offsets }, { bounds }) {
    const at = tf.gather(offsets, tf.tensor1d([...bounds], 'int32'));
    return [tf.sub(tf.slice(at, 1), tf.slice(at, 0, bounds.length - 1))];
  },
  gradient: () => ({}),
});

/** int32 [size]: how many rows are for the experts of each rank. */
function countsPerRank({ offsets, groups }: Grouped, size: number): tf.Tensor1D {
  return sizesOp({ offsets }, { bounds: firstExperts(groups, size) })[0];
}

/** Experts as they are numbered on the rank that holds them. */
function ownExperts(experts: tf.Tensor1D, first: number): tf.Tensor1D {
  return tf.sub(experts, tf.scalar(first, 'int32'));
}

/** Rows in the order of their experts, and which each of them was. */
function sortByExpert(
  rows: tf.Tensor2D,
  expert: tf.Tensor1D,
  groups: number,
): { readonly sorted: Grouped; readonly order: tf.Tensor1D } {
  const { order, offsets } = groupBy(expert, groups);
  return { order, sorted: { rows: gatherRows(rows, order), group: gatherRows(expert, order), offsets, groups } };
}
