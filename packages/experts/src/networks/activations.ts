import * as tf from '@tensorflow/tfjs-core';
import { normalCdf, relu } from '@outrageous/core';

/**
 * The nonlinearity of the hidden layers:
 *
 * - `relu`: max(0, x·W)
 * - `gelu`: z·Φ(z) with z = x·W, exactly, not its tanh approximation
 * - `swiglu`: silu(x·W_gate) ⊙ (x·W_up) with silu(z) = z·σ(z); two matrices per hidden layer
 */
export type ActivationName = 'relu' | 'gelu' | 'swiglu';

/** How a hidden layer bends what its matrices give. */
export interface Activation {
  /**
   * The standard deviation of pre-activations at which the mean square after the
   * activation is 1, so that initial values keep the variance from layer to layer.
   */
  readonly gain: number;
  /** A second matrix gives factors for what the activation lets through. */
  readonly gated: boolean;
  apply(x: tf.Tensor2D): tf.Tensor2D;
}

export const activations: Readonly<Record<ActivationName, Activation>> = {
  relu: { gain: Math.SQRT2, gated: false, apply: relu },
  gelu: { gain: 1.46801, gated: false, apply: (x) => tf.mul(x, normalCdf(x)) },
  swiglu: { gain: 1.26882, gated: true, apply: (x) => tf.mul(x, tf.sigmoid(x)) },
};
