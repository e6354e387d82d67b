import * as tf from '@tensorflow/tfjs-core';
import {
  childContext,
  type Communicator,
  type ExpertPool,
  type Gate,
  gatherRows,
  groupBy,
  type Mixture,
  oneGroup,
  type ParameterTree,
  segmentSum,
  sharded,
  tidyTree,
  weightedSegmentSum,
} from '@outrageous/core';
import { exchangeRows } from './exchangeRows.js';

/**
 * A mixture whose experts lie on several processes, to each of which a token travels once, whatever the number of its
 * experts there: it comes back as their weighted sum. With a hierarchical gate and as many processes as branches,
 * that is the paper's placement: each branch on a device of its own, which a token visits once.
 *
 * Section 3.1, appendix B.
 */
export function placedMixture(gate: Gate, pool: ExpertPool, communicator: Communicator): Mixture {
  const { rank, size } = communicator;
  const count = pool.experts / size;
  const own = pool.part(rank * count, count);
  return {
    parameters: {
      gate: gate.parameters,
      pool: sharded(own.parameters, { first: rank * count, count, of: pool.experts }),
    },
    operations: gate.operations + gate.expertsPerToken * pool.operations,
    experts: pool.experts,
    apply: (parameters: Record<'gate' | 'pool', ParameterTree>, tokens, context) =>
      tidyTree(() => {
        const routing = gate.apply(parameters.gate, oneGroup(tokens), childContext(context, 'gate'));
        const visits = visitsOf({ token: routing.token, process: processOf(routing.expert, count) }, size);
        const rows = exchangeRows(communicator, gatherRows(tokens, visits.token), visits.counts);

        const slots = gatherRows(asColumn(routing.weight), visits.slots);
        const weight = exchangeRows(communicator, slots, visits.slotCounts).rows;
        const send = (values: tf.Tensor1D) =>
          communicator.allToAll(gatherRows(values, visits.slots), visits.slotCounts).wait().rows;
        const row = rowsHere(send(visits.visit), rows.counts);
        const expert = tf.sub<tf.Tensor1D>(send(routing.expert), tf.scalar(rank * count, 'int32'));

        const { order, offsets } = groupBy(expert, count);
        const from = gatherRows(row, order);
        const grouped = { rows: gatherRows(rows.rows, from), group: gatherRows(expert, order), offsets, groups: count };
        const computed = own.apply(parameters.pool, grouped, childContext(context, 'pool'));
        const weighted = { values: computed, weight: gatherRows(asList(weight), order), segment: from };
        const mixed = weightedSegmentSum(weighted, rows.rows.shape[0]);

        const back = exchangeRows(communicator, mixed, rows.counts).rows;
        return { output: segmentSum(back, visits.token, tokens.shape[0]), routing };
      }),
  };
}

/** What a process sends: each token once to each process that has experts of it, in the order of processes. */
interface Visits {
  /** int32 [visits]: the token. */
  readonly token: tf.Tensor1D;
  /** int32 [processes]: how many go to each. */
  readonly counts: tf.Tensor1D;
  /** int32 [slots]: the slots in the order of processes. */
  readonly slots: tf.Tensor1D;
  readonly slotCounts: tf.Tensor1D;
  /** int32 [slots]: which of its process's visits each slot belongs to. */
  readonly visit: tf.Tensor1D;
}

/** An op that runs where tensors can be read at once, as the exchange does. */
declare function visitsOf(slots: { token: tf.Tensor1D; process: tf.Tensor1D }, processes: number): Visits;

/** The rows that slots belong to, from which of its process's visits each is of. */
declare function rowsHere(visit: tf.Tensor1D, counts: tf.Tensor1D): tf.Tensor1D;

function processOf(expert: tf.Tensor1D, perProcess: number): tf.Tensor1D {
  return tf.floorDiv(expert, tf.scalar(perProcess, 'int32'));
}

function asColumn(values: tf.Tensor1D): tf.Tensor2D {
  return tf.expandDims(values, 1);
}

function asList(column: tf.Tensor2D): tf.Tensor1D {
  return tf.reshape(column, [-1]);
}
