import type { Scalar } from '@tensorflow/tfjs-core';
import type { Context } from './layer.js';
import type { ParameterTree } from './parameter.js';
import type { StateTree } from './recurrent.js';
import type { Routing } from './routing.js';

/** What a task makes of a batch. */
export interface TaskOutput<State extends StateTree> {
  /** The mean loss of the batch's predictions, 0 where it has none: cross-entropy, in nats. What the gates ask for is added by who trains. */
  readonly loss: Scalar;
  /** The recurrent state after the batch. */
  readonly state: State;
  /** The routings of all mixtures, from the input upwards. */
  readonly routings: readonly Routing[];
}

/**
 * What is trained: parameters, and how a batch becomes a loss.
 *
 * @typeParam Batch plain data; `forward` makes tensors of it, which its caller frees
 * @typeParam State what is carried from batch to batch
 */
export interface Task<Batch, State extends StateTree = StateTree> {
  readonly parameters: ParameterTree;
  /** The state at the start of `batch` sequences: new tensors. */
  zeroState(batch: number): State;
  /** Pure: the same batch, state and context give the same output. */
  forward(batch: Batch, state: State, context: Context): TaskOutput<State>;
}
