import type * as tf from '@tensorflow/tfjs-core';
import { type Communicator, defineOp, type Exchanged } from '@outrageous/core';

/** Rows on their way to other processes; their gradients come back the way they went. */
const exchangeOp = defineOp<
  { rows: tf.Tensor2D; counts: tf.Tensor1D },
  { communicator: Communicator },
  [rows: tf.Tensor2D, counts: tf.Tensor1D]
>({
  name: 'SketchExchange',
  inputs: ['rows', 'counts'],
  outputs: 2,
  reference({ rows, counts }, { communicator }) {
    const exchanged = communicator.allToAll(rows, counts).wait();
    return [exchanged.rows, exchanged.counts];
  },
  gradient: ([dy], { outputs: [, counts] }, { communicator }) => ({
    rows: () => communicator.allToAll(dy, counts).wait().rows,
  }),
});

/** A ragged exchange, forward and backward: the first `counts[0]` rows go to rank 0, and so on. */
export function exchangeRows(
  communicator: Communicator,
  rows: tf.Tensor2D,
  counts: tf.Tensor1D,
): Exchanged<tf.Rank.R2> {
  const [received, from] = exchangeOp({ rows, counts }, { communicator });
  return { rows: received, counts: from };
}
