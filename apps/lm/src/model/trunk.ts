import * as tf from '@tensorflow/tfjs-core';
import type { Gate, Layer, ExpertPool, Mixture, Recurrent } from '@outrageous/core';
import { mixture } from '@outrageous/experts';
import { activated, overTime, residual, stack } from '@outrageous/lstm';

/**
 * Layers on top of each other, each with dropout on its output and its input added to it.
 *
 *     x ← x + dropout(layer(x)),  layer by layer
 *
 * @param layers every one as wide as its input
 * @param dropout the share of each layer's output that is dropped while training
 * @example
 * ```ts
 * const layers = trunk([lstm({ inputWidth: 128, cells: 128 }), moe(gate, pool, 128)], 0.1);
 * ```
 *
 * Appendix C.1.
 */
export function trunk(layers: readonly Recurrent[], dropout = 0): Recurrent {
  return stack(layers.map((layer) => residual(layer, { dropout })));
}

/**
 * A mixture of experts in a trunk: all time steps at once, its output through a sigmoid.
 *
 * The order is the paper's: sigmoid, then (in {@link trunk}) dropout, then the residual.
 *
 * Section 3.1 (convolutionality), appendix C.1.
 */
export function moe(gate: Gate, pool: ExpertPool, width: number): Recurrent {
  return mixtureLayer(mixture(gate, pool), width);
}

/** {@link moe} of a gate and a pool that were joined in another way, such as over several processes. */
export function mixtureLayer(mixture: Mixture, width: number): Recurrent {
  return activated(overTime(mixture, { width }), tf.sigmoid);
}

/** One always-on expert in the mixture's place, treated like it: the baselines MoE-1-Wide and MoE-1-Deep. */
export function alwaysOn(expert: Layer<tf.Tensor2D, tf.Tensor2D>, width: number): Recurrent {
  return activated(overTime(expert, { width }), tf.sigmoid);
}
