import * as tf from '@tensorflow/tfjs-core';
import { disposeParameters, trainable, treeTensors } from '@outrageous/core';
import type { Optimizer, OptimizerState, ParameterTree, Shard, StateTree, Task } from '@outrageous/core';
import { checkValue, type Kind } from '@outrageous/core/options';
import * as is from '@outrageous/core/options';
import { checkedZeroState, checkOptimizerState } from './contracts.js';

/**
 * A training run between two steps: all that decides how it goes on, and what a checkpoint holds.
 *
 * `optimizer.step` is the number of steps done.
 */
export interface Training<State extends StateTree = StateTree> {
  readonly parameters: ParameterTree;
  readonly optimizer: OptimizerState;
  /** Which of the sequences of a batch are here: all, unless several processes share the batch. */
  readonly streams: Shard;
  /** What the next batch finds, unless its sequences start anew. */
  recurrent: State;
  /** Predictions trained on so far. */
  tokens: number;
}

/**
 * A run before its first step. Free it with {@link disposeTraining}.
 *
 * @throws TypeError when there is no optimizer, or the task's state, or the optimizer's, isn't one
 * @param streams sequences per batch: `batches.streams`; where several processes share a batch, those of this one
 * @example
 * ```ts
 * const training = startTraining(task, optimizer, batches.streams);
 * for await (const report of train(task, training, { optimizer, batches, steps: 100, key: key(0) })) show(report);
 * disposeTraining(training);
 * ```
 */
export function startTraining<State extends StateTree>(
  task: Pick<Task<never, State>, 'parameters' | 'zeroState'>,
  optimizer: Optimizer,
  streams: number | Shard,
): Training<State> {
  checkValue('startTraining: the optimizer', optimizer, is.optimizer);
  checkValue('startTraining: streams', streams, streamsKind);
  const own = typeof streams === 'number' ? { first: 0, count: streams, of: streams } : streams;
  const recurrent = checkedZeroState('startTraining', task.zeroState(own.count), own.count);
  const state = optimizer.init(trainable(task.parameters));
  checkOptimizerState('startTraining', state);
  return { parameters: task.parameters, optimizer: state, streams: own, recurrent, tokens: 0 };
}

const streamsKind: Kind = {
  needs: 'how many sequences a batch has, batches.streams, or which of them are here',
  fits: (x) => is.count.fits(x) || is.record.fits(x),
};

/** Frees the optimizer's slots and the recurrent state; the parameters stay. */
export function disposeTraining({ optimizer, recurrent }: Training): void {
  disposeParameters(optimizer.slots);
  tf.dispose(treeTensors(recurrent));
}
