import * as tf from '@tensorflow/tfjs-core';
import { type Communicator, defineOp } from '@outrageous/core';

/** Rows that leave for other ranks. */
export interface Leaving {
  /** float32 [rows, width] */
  readonly rows: tf.Tensor2D;
  /** int32 [size]: the first `counts[0]` rows go to rank 0, and so on. */
  readonly counts: tf.Tensor1D;
  /** The `done` of an exchange whose gradients must be exchanged after those of this one. */
  readonly after?: tf.Scalar;
}

/** Rows that came. */
export interface Arrived {
  /** float32 [rows, width], in the order of the ranks that sent them. */
  readonly rows: tf.Tensor2D;
  /** int32 [size]: how many came from each rank. */
  readonly counts: tf.Tensor1D;
  /** Ties what comes `after` to this exchange. */
  readonly done: tf.Scalar;
}

const exchangeOp = defineOp<
  { rows: tf.Tensor2D; counts: tf.Tensor1D; after: tf.Scalar },
  { communicator: Communicator },
  [rows: tf.Tensor2D, counts: tf.Tensor1D, done: tf.Scalar]
>({
  name: 'OutrageousExchangeRows',
  inputs: ['rows', 'counts', 'after'],
  outputs: 3,
  reference({ rows, counts }, { communicator }) {
    const arrived = communicator.allToAll(sendable(rows), counts).wait();
    return [arrived.rows, arrived.counts, tf.scalar(0)];
  },
  gradient([dy], { outputs: [, counts] }, { communicator }) {
    // At once, and not only where this rank's own tape asks for it: the others wait for their part.
    const { rows } = communicator.allToAll(sendable(dy), counts).wait();
    return { rows: () => rows };
  },
});

/** No rows may be a plain list on the host, as joining nothing makes it; what is sent must be numbers of a kind. */
function sendable(rows: tf.Tensor2D): tf.Tensor2D {
  return rows.size > 0 ? rows : tf.zeros(rows.shape);
}

/**
 * A ragged exchange of rows, forward and backward: gradients travel back the way that the rows came.
 *
 * All ranks have to exchange their gradients, also one that got no rows, whose tape would end here. So an exchange
 * that brings rows back is tied to the one that brought them, by `after`.
 */
export function exchangeRows(communicator: Communicator, { rows, counts, after }: Leaving): Arrived {
  const [arrived, from, done] = exchangeOp({ rows, counts, after: after ?? tf.scalar(0) }, { communicator });
  return { rows: arrived, counts: from, done };
}
