import type { Tensor } from '@tensorflow/tfjs-core';
import type { Parameter, ParameterTree } from './parameter.js';

/** The gradient of each parameter that the loss reached; same shape and dtype as the parameter. */
export type Gradients = ReadonlyMap<Parameter, Tensor>;

/** What an optimizer remembers. It is saved in checkpoints as it is. */
export interface OptimizerState {
  /** Updates done so far. */
  step: number;
  /** Moments and the like, as parameters of their own, named after those that they belong to. */
  readonly slots: ParameterTree;
}

/**
 * Changes parameters in place, given their gradients.
 *
 * Optimizers are wrapped, not configured: `clipByGlobalNorm(1, adam(…))`.
 */
export interface Optimizer {
  init(parameters: readonly Parameter[]): OptimizerState;
  /** Advances `state.step` and updates parameters and slots in place. Does not dispose the gradients. */
  update(gradients: Gradients, state: OptimizerState, parameters: readonly Parameter[]): void;
}
