import * as tf from '@tensorflow/tfjs-core';
import { scaledUpdate } from '@outrageous/core';
import type { Gradients, Optimizer } from '@outrageous/core';
import { globalNorm } from './globalNorm.js';

/** How the norm is taken. */
export interface ClipOptions {
  /** The norm of all gradients, a new tensor; {@link globalNorm}, of those at hand, where it isn't said. */
  readonly norm?: (gradients: Gradients) => tf.Scalar;
}

/**
 * Shrinks all gradients together so that their joint norm is at most `maximum`, then updates.
 *
 *     g ← g · min(1, maximum / ‖g‖),   ‖g‖ = √ Σ over all parameters of Σ g²
 *
 * The norm stays on the device. A norm of zero, or one that is NaN, leaves the gradients as they are,
 * so that the one which went astray can be named.
 *
 * Where other processes hold a part of the parameters, `norm` has to know of theirs.
 *
 * @throws RangeError unless maximum is positive
 * @example
 * ```ts
 * const optimizer = clipByGlobalNorm(1, adam({ learningRate: 1e-3 }));
 * ```
 */
export function clipByGlobalNorm(
  maximum: number,
  optimizer: Optimizer,
  { norm = normOfAll }: ClipOptions = {},
): Optimizer {
  if (!(maximum > 0)) throw new RangeError(`clipByGlobalNorm: got maximum ${maximum}, needs a positive number`);
  return {
    init: (parameters) => optimizer.init(parameters),
    update: (gradients, state, parameters) =>
      tf.tidy(() => scaledUpdate(optimizer, shrinking(norm(gradients), maximum)).update(gradients, state, parameters)),
  };
}

/** min(1, maximum / ‖g‖) */
function shrinking(norm: tf.Scalar, maximum: number): tf.Scalar {
  return tf.where(tf.greater(norm, maximum), tf.div<tf.Scalar>(maximum, norm), tf.scalar(1));
}

function normOfAll(gradients: Gradients): tf.Scalar {
  return globalNorm([...gradients.values()]);
}
