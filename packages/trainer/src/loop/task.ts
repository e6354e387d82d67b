import type { Scalar } from '@tensorflow/tfjs-core';
import type { Context, ParameterTree, Routing, StateTree } from '@outrageous/core';

/** What a task makes of a batch. */
export interface TaskOutput<State extends StateTree> {
  /** What is differentiated: cross-entropy, plus what the gates ask for. */
  readonly total: Scalar;
  /** The mean cross-entropy of the batch's predictions, in nats. */
  readonly loss: Scalar;
  /** The recurrent state after the batch. */
  readonly state: State;
  /** The routings of all mixtures, from the input upwards. */
  readonly routings: readonly Routing[];
}

/**
 * What is trained: parameters, and how a batch becomes a loss.
 *
 * @typeParam Batch plain data, as `contiguousBatches` gives it; `forward` makes tensors of it, which
 *   the loop frees
 * @typeParam State what is carried from batch to batch
 */
export interface Task<Batch, State extends StateTree = StateTree> {
  readonly parameters: ParameterTree;
  /** The state at the start of `batch` sequences: new tensors. */
  zeroState(batch: number): State;
  /** Pure: the same batch, state and context give the same output. */
  forward(batch: Batch, state: State, context: Context): TaskOutput<State>;
}
