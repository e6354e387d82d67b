import * as tf from '@tensorflow/tfjs-core';
import { denseGradient } from '@outrageous/core';
import { checkValue } from '@outrageous/core/options';
import * as is from '@outrageous/core/options';
import type { Gradient, Optimizer, Parameter } from '@outrageous/core';

/**
 * An optimizer for all parameters but those whose gradient is their own step (`ownStep`): these take it as it is.
 *
 *     θ ← θ − g      for each own step g, which is neither clipped nor scaled, and of which nothing is remembered
 *
 * It goes around whatever clips, so that own steps count in no norm; and inside of what sums gradients over processes,
 * so that an own step is the sum. Where no parameter takes its own step, all is as without it, checkpoints included.
 *
 * @throws TypeError where there is no optimizer
 * @example
 * ```ts
 * const optimizer = withOwnSteps(clipByGlobalNorm(1, adam({ learningRate: 1e-3 })));
 * ```
 */
export function withOwnSteps(optimizer: Optimizer): Optimizer {
  checkValue('withOwnSteps: the optimizer', optimizer, is.optimizer);
  return {
    init: (parameters) => optimizer.init(parameters.filter(isMoved)),
    update(gradients, state, parameters) {
      const all = [...gradients];
      for (const [parameter, gradient] of all) if (parameter.ownStep) takeStep(parameter, gradient);
      optimizer.update(new Map(all.filter(([one]) => isMoved(one))), state, parameters.filter(isMoved));
    },
  };
}

/** Whether an optimizer says how a parameter moves. */
function isMoved({ ownStep }: Parameter): boolean {
  return !ownStep;
}

function takeStep(parameter: Parameter, gradient: Gradient): void {
  parameter.assign(tf.tidy(() => tf.sub(parameter.read(), denseGradient(gradient, parameter.shape))));
}
