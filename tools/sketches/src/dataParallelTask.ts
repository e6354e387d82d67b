import * as tf from '@tensorflow/tfjs-core';
import { type Communicator, foldIn, mapTensors, type StateTree, type Task } from '@outrageous/core';
import { sumOverProcesses } from './sumOverProcesses.js';

/**
 * A task of which each process has a part of the batch: its loss and what its gates measured are those of the whole
 * batch, and its gradients are this process's terms of the whole batch's.
 *
 * Importance and load are summed over processes before anything is made of them, and no gate knows.
 */
export function dataParallelTask<Batch extends { readonly predictions: number }, State extends StateTree>(
  task: Task<Batch, State>,
  communicator: Communicator,
): Task<Batch, State> {
  const total = sumOverProcesses(communicator);
  return {
    ...task,
    forward(batch, state, context) {
      const own = { ...context, key: foldIn(context.key, communicator.rank) };
      const { loss, routings, ...rest } = task.forward(batch, state, own);
      const share = tf.div(batch.predictions, total(tf.scalar(batch.predictions)));
      return {
        ...rest,
        loss: tf.reshape(total(tf.mul(loss, share)), []),
        routings: routings.map((routing) => ({ ...routing, sums: mapTensors(routing.sums, total) })),
      };
    },
  };
}
