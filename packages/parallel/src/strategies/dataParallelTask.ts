import * as tf from '@tensorflow/tfjs-core';
import { type Communicator, foldIn, type StateTree, type Task } from '@outrageous/core';
import { checkValue } from '@outrageous/core/options';
import { communicatorKind } from './communicatorKind.js';
import { sumOverRanks } from './sumOverRanks.js';

/** What a batch tells of itself. */
export interface Counted {
  /** How many predictions it asks for; a rank may have none. */
  readonly predictions: number;
}

/**
 * A task of which each rank has a part of the batch.
 *
 *     loss = Σ_r n_r · loss_r / Σ_r n_r         (n_r: the predictions of rank r)
 *
 * The loss, and what the gates measured, are those of the joined batch, on every rank: importance and load are summed
 * before CV² is taken, and no gate knows. All sums travel in one message. Gradients are this rank's terms of those of
 * the joined batch: {@link dataParallel} adds them up.
 *
 * Rank r draws from `foldIn(context.key, r)`. With one rank, the task is given back as it is.
 *
 * @param task on the batch of this rank; its loss is 0 where the batch has no predictions
 * @param communicator all ranks
 * @example
 * ```ts
 * const spread = dataParallelTask(task, worldCommunicator());
 * const optimizer = dataParallel(adam({ learningRate: 1e-3 }), worldCommunicator());
 * ```
 *
 * Section 3.1; section 4, with X the joined batch.
 */
export function dataParallelTask<Batch extends Counted, State extends StateTree>(
  task: Task<Batch, State>,
  communicator: Communicator,
): Task<Batch, State> {
  checkValue('dataParallelTask: the communicator', communicator, communicatorKind);
  if (communicator.size === 1) return task;
  return {
    ...task,
    forward(batch, state, context) {
      const own = { ...context, key: foldIn(context.key, communicator.rank) };
      const { loss, routings, ...rest } = task.forward(batch, state, own);
      const totals = sumOverRanks(communicator, {
        loss: tf.mul<tf.Scalar>(loss, batch.predictions),
        predictions: tf.scalar(batch.predictions),
        sums: routings.map(({ sums }) => sums),
      });
      return {
        ...rest,
        loss: tf.div(totals.loss, tf.maximum<tf.Scalar>(totals.predictions, 1)),
        routings: routings.map((routing, i) => ({ ...routing, sums: totals.sums[i] })),
      };
    },
  };
}
