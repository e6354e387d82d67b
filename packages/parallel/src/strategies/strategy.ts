import type * as tf from '@tensorflow/tfjs-core';
import type { ExpertPool, Gate, Gradient, Gradients, Mixture, Optimizer, StateTree, Task } from '@outrageous/core';
import type { Counted } from './dataParallelTask.js';

/**
 * How a model is spread over ranks, each of which has a part of the batch: wrappers around a model's parts, so that its
 * code stays as it is.
 *
 * Whoever builds a model calls them on every rank, in the same order, with the parts of the whole model. Then:
 *
 * - Loss, measured routings and summed gradients are those of one process on the joined batch, whatever number of
 *   tokens each rank has, none among them.
 * - A parameter has the path and the first values that it has in one process. One that has a `shard` is that of these
 *   experts alone; any other is whole, and the same bit for bit on all ranks, also after updates.
 * - Each expert is held by equally many ranks.
 * - Row gradients stay row gradients.
 * - Rank r draws from `foldIn(context.key, r)`.
 *
 * `strategyConformance` of `@outrageous/parallel/conformance` holds a strategy to this.
 *
 * @example
 * ```ts
 * const strategy = gridStrategy(grid(worldCommunicator()), mixture);
 * const layer = strategy.mixture(gate, feedForward({ experts: 32, width: 512, hidden: 1024 }));
 * const clipped = clipByGlobalNorm(1, adam({ learningRate }), { norm: strategy.norm(globalNorm) });
 * const optimizer = strategy.optimizer(clipped);
 * await trainWith(strategy.task(task), training, { optimizer, batches, steps: 100, key: key(0) }, report);
 * ```
 */
export interface Strategy {
  /**
   * Joins a gate with a pool, as `mixture` does in one process. Tokens are this rank's, as are the routing's slots; sums are added
   * over ranks.
   */
  mixture(gate: Gate, pool: ExpertPool): Mixture;
  /** A task with the loss, and routings with the `sums`, of the joined batch; gradients are this rank's terms. */
  task<Batch extends Counted, State extends StateTree>(task: Task<Batch, State>): Task<Batch, State>;
  /** An optimizer that is given this rank's terms, and updates with their sums. */
  optimizer(optimizer: Optimizer): Optimizer;
  /** The norm of the whole model's summed gradients, the same on all ranks, made of one for gradients at hand. */
  norm(norm: (gradients: readonly Gradient[]) => tf.Scalar): (gradients: Gradients) => tf.Scalar;
}
