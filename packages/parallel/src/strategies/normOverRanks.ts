import * as tf from '@tensorflow/tfjs-core';
import type { Communicator, Gradient, Gradients } from '@outrageous/core';
import { checkOptions, checkValue, optional } from '@outrageous/core/options';
import * as is from '@outrageous/core/options';
import { singleProcess } from '../communicators/singleProcess.js';
import { communicatorKind } from './communicatorKind.js';
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
  options: ReplicaOptions = {},
): (gradients: Gradients) => tf.Scalar {
  checkValue('normOverRanks: the norm', norm, is.callback);
  checkValue('normOverRanks: the communicator', communicator, communicatorKind);
  const kinds = { replicas: optional(communicatorKind) };
  const { replicas = singleProcess() } = checkOptions('normOverRanks', options, kinds);
  if (communicator.size === 1) return (gradients) => tf.tidy(() => norm([...gradients.values()]));
  const normOf = (gradients: Gradients, ofShards: boolean): tf.Scalar =>
    norm([...gradients].filter(([{ shard }]) => !!shard === ofShards).map(([, gradient]) => gradient));
  return (gradients) =>
    tf.tidy(() => {
      // Norms, not their squares, which float32 can't hold where gradients are large or small.
      const ofShards = communicator.allGather<tf.Rank.R1>(tf.reshape(normOf(gradients, true), [1])).wait();
      return norm([normOf(gradients, false), tf.div(ofShards, Math.sqrt(replicas.size))]);
    });
}
