import * as tf from '@tensorflow/tfjs-core';
import type { Communicator, Gradient, Gradients } from '@outrageous/core';
import { singleProcess } from '../communicators/singleProcess.js';
import type { ReplicaOptions } from './dataParallel.js';

/**
 * The norm of the gradients of the whole model, of which each rank holds some experts: the same on all ranks.
 *
 *     ‖g‖² = Σ shared g² + Σ_ranks Σ sharded g² / replicas
 *
 * The gradients must be summed: {@link dataParallel} goes around what uses this.
 *
 * @param norm of gradients that are at hand: `globalNorm` of `@outrageous/trainer`
 * @param communicator all ranks
 * @example
 * ```ts
 * const norm = normOverRanks(globalNorm, world, { replicas });
 * const optimizer = dataParallel(clipByGlobalNorm(1, adam({ learningRate: 1e-3 }), { norm }), world, { replicas });
 * ```
 */
export function normOverRanks(
  norm: (gradients: readonly Gradient[]) => tf.Scalar,
  communicator: Communicator,
  { replicas = singleProcess() }: ReplicaOptions = {},
): (gradients: Gradients) => tf.Scalar {
  if (communicator.size === 1) return (gradients) => tf.tidy(() => norm([...gradients.values()]));
  const squares = (gradients: Gradients, ofShards: boolean): tf.Scalar => {
    const some = [...gradients].filter(([{ shard }]) => !!shard === ofShards);
    return tf.square(norm(some.map(([, gradient]) => gradient)));
  };
  return (gradients) =>
    tf.tidy(() => {
      const own = tf.div<tf.Scalar>(squares(gradients, true), replicas.size);
      return tf.sqrt(tf.add<tf.Scalar>(squares(gradients, false), communicator.allReduce(own).wait()));
    });
}
