import * as tf from '@tensorflow/tfjs-core';
import { scaledUpdate } from '@outrageous/core';
import { checkOptions, checkValue, optional } from '@outrageous/core/options';
import * as is from '@outrageous/core/options';
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
 * The norm stays on the device. It is right whatever size gradients have; a norm that isn't finite means that one of them isn't,
 * or that all of them are beyond what a float32 can say. It leaves them as they are, as a norm of zero does: what is infinite
 * or NaN reaches its parameter, and `train` names that one at the next step whose loss it reads.
 *
 * Where other processes hold a part of the parameters, `norm` has to know of theirs.
 *
 * @throws RangeError unless maximum is positive; TypeError where there is no optimizer, or no such option
 * @example
 * ```ts
 * const optimizer = clipByGlobalNorm(1, adam({ learningRate: 1e-3 }));
 * ```
 */
export function clipByGlobalNorm(maximum: number, optimizer: Optimizer, options: ClipOptions = {}): Optimizer {
  checkValue('clipByGlobalNorm: the maximum', maximum, is.positive);
  checkValue('clipByGlobalNorm: the optimizer', optimizer, is.optimizer);
  const { norm = normOfAll } = checkOptions('clipByGlobalNorm', options, { norm: optional(is.callback) });
  return {
    init: (parameters) => optimizer.init(parameters),
    update: (gradients, state, parameters) =>
      tf.tidy(() => scaledUpdate(optimizer, shrinking(norm(gradients), maximum)).update(gradients, state, parameters)),
  };
}

/** min(1, maximum / ‖g‖), and 1 where the norm isn't finite. */
function shrinking(norm: tf.Scalar, maximum: number): tf.Scalar {
  const shrinks = tf.logicalAnd(tf.greater(norm, maximum), tf.lessEqual(norm, LARGEST));
  return tf.where(shrinks, tf.div<tf.Scalar>(maximum, norm), tf.scalar(1));
}

/** The largest float32. */
const LARGEST = 3.4028234663852886e38;

function normOfAll(gradients: Gradients): tf.Scalar {
  return globalNorm([...gradients.values()]);
}
