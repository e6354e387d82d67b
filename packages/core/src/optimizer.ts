import * as tf from '@tensorflow/tfjs-core';
import type { Parameter, ParameterTree } from './parameter.js';
import { isRowGradient, type Gradient } from './gradients/rowGradient.js';

/** The gradient of each parameter that the loss reached. */
export type Gradients = ReadonlyMap<Parameter, Gradient>;

/** What an optimizer remembers. It is saved in checkpoints as it is. */
export interface OptimizerState {
  /** Updates done so far. */
  step: number;
  /** Moments and the like, as parameters of their own, named after those that they belong to. */
  readonly slots: ParameterTree;
}

/** Changes parameters in place, given their gradients. */
export interface Update {
  /** Advances `state.step` and updates parameters and slots in place. Does not dispose the gradients. */
  update(gradients: Gradients, state: OptimizerState, parameters: readonly Parameter[]): void;
}

/**
 * An update, and what it remembers from one to the next.
 *
 * Optimizers are wrapped, not configured: `clipByGlobalNorm(1, adam(…))`.
 *
 * @example The smallest optimizer: it counts steps, and changes nothing.
 * ```ts
 * import type { Optimizer } from '@outrageous/core';
 *
 * export const still: Optimizer = {
 *   init: () => ({ step: 0, slots: {} }),
 *   update: (_gradients, state) => void state.step++,
 * };
 * ```
 */
export interface Optimizer extends Update {
  init(parameters: readonly Parameter[]): OptimizerState;
  /**
   * The same update, with every gradient multiplied by a scalar where it is read: without it, a
   * wrapper would have to go through all gradients once more. Absent where that saves nothing; call
   * {@link scaledUpdate}, which knows both.
   */
  scaled?(scale: tf.Scalar): Update;
}

/**
 * An optimizer's update with every gradient multiplied by a scalar, which stays on the device.
 *
 * @example
 * ```ts
 * scaledUpdate(optimizer, factor).update(gradients, state, parameters);
 * ```
 */
export function scaledUpdate(optimizer: Optimizer, scale: tf.Scalar): Update {
  return (
    optimizer.scaled?.(scale) ?? {
      update: (gradients, state, parameters) =>
        tf.tidy(() => optimizer.update(multiplied(gradients, scale), state, parameters)),
    }
  );
}

function multiplied(gradients: Gradients, scale: tf.Scalar): Gradients {
  return new Map([...gradients].map(([parameter, gradient]) => [parameter, scaledGradient(gradient, scale)]));
}

function scaledGradient(gradient: Gradient, scale: tf.Scalar): Gradient {
  return isRowGradient(gradient) ? { ...gradient, values: tf.mul(gradient.values, scale) } : tf.mul(gradient, scale);
}
