import * as tf from '@tensorflow/tfjs-core';
import {
  type Communicator,
  type ExpertPool,
  gatherRows,
  groupBy,
  type Grouped,
  segmentSum,
  sharded,
} from '@outrageous/core';
import { exchangeRows } from './exchangeRows.js';

/**
 * The same pool, of which each process holds a part: rows go to the process of their expert, and come back.
 *
 * Gradients of experts are sums over the rows of all processes, as they are in one process.
 *
 * Section 3.1.
 */
export function expertParallel(pool: ExpertPool, communicator: Communicator): ExpertPool {
  const { rank, size } = communicator;
  const count = pool.experts / size;
  const own = pool.part(rank * count, count);
  return {
    ...pool,
    parameters: sharded(own.parameters, { first: rank * count, count, of: pool.experts }),
    part: (first, some) => expertParallel(pool.part(first, some), communicator),
    apply: (parameters, grouped, context) =>
      tf.tidy(() => {
        const counts = countsPerProcess(grouped, size);
        const { rows, counts: from } = exchangeRows(communicator, grouped.rows, counts);
        const expert = tf.sub<tf.Tensor1D>(
          communicator.allToAll(grouped.group, counts).wait().rows,
          tf.scalar(rank * count, 'int32'),
        );
        const { order, offsets } = groupBy(expert, count);
        const sorted = { rows: gatherRows(rows, order), group: gatherRows(expert, order), offsets, groups: count };
        const computed = own.apply(parameters, sorted, context);
        const asReceived = segmentSum(computed, order, rows.shape[0]); // each row once: the inverse of gatherRows
        return exchangeRows(communicator, asReceived, from).rows;
      }),
  };
}

/** int32 [processes]: how many rows are for the experts of each. */
function countsPerProcess({ offsets, groups }: Grouped, processes: number): tf.Tensor1D {
  const sizes = tf.sub<tf.Tensor1D>(tf.slice(offsets, 1, groups), tf.slice(offsets, 0, groups));
  return tf.sum(tf.reshape(sizes, [processes, -1]), 1);
}
