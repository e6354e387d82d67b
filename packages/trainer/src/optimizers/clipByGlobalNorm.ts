import * as tf from '@tensorflow/tfjs-core';
import type { Gradients, Optimizer } from '@outrageous/core';

/**
 * Shrinks all gradients together so that their joint norm is at most `maximum`, then updates.
 *
 *     g ← g · min(1, maximum / ‖g‖),   ‖g‖ = √ Σ over all parameters of Σ g²
 *
 * The norm stays on the device. A norm of zero, or one that is NaN, leaves the gradients as they are,
 * so that the one which went astray can be named.
 *
 * @throws RangeError unless maximum is positive
 * @example
 * ```ts
 * const optimizer = clipByGlobalNorm(1, adam({ learningRate: 1e-3 }));
 * ```
 */
export function clipByGlobalNorm(maximum: number, optimizer: Optimizer): Optimizer {
  if (!(maximum > 0)) throw new RangeError(`clipByGlobalNorm: got maximum ${maximum}, needs a positive number`);
  return {
    init: (parameters) => optimizer.init(parameters),
    update: (gradients, state, parameters) =>
      tf.tidy(() => optimizer.update(clip(gradients, maximum), state, parameters)),
  };
}

function clip(gradients: Gradients, maximum: number): Gradients {
  const norm = globalNorm([...gradients.values()]);
  const factor = tf.where(tf.greater(norm, maximum), tf.div(maximum, norm), tf.scalar(1));
  return new Map([...gradients].map(([parameter, gradient]) => [parameter, tf.mul(gradient, factor)]));
}

function globalNorm(gradients: tf.Tensor[]): tf.Scalar {
  const squares = gradients.map((gradient) => tf.sum<tf.Scalar>(tf.square(gradient)));
  return tf.sqrt(squares.reduce((sum, square) => tf.add(sum, square), tf.scalar(0)));
}
