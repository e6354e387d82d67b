import * as tf from '@tensorflow/tfjs-core';
import { type Gradient, inOwnMemory, isRowGradient, nativeOps, scaledUpdate } from '@outrageous/core';
import type { Gradients, Optimizer, Parameter, Update } from '@outrageous/core';
import { checkOptions, checkValue, optional } from '@outrageous/core/options';
import * as is from '@outrageous/core/options';
import { rateKind, scheduleOf, type Schedule } from '../schedules/schedules.js';
import { sgd } from './sgd/sgd.js';

/** How parameters decay. */
export interface WeightDecayOptions {
  /** λ: 0.01 is usual. */
  readonly decay: number;
  /** That of the optimizer: a number, or one that changes with the step. */
  readonly learningRate: number | Schedule;
  /** Which parameters decay; all where it isn't said. */
  readonly of?: (parameter: Parameter) => boolean;
}

/**
 * Lets parameters decay towards zero, apart from their gradients, and then updates them:
 *
 *     p ← p − rate · λ · p
 *
 * With {@link adam} that is AdamW, as PyTorch defines it. What has no gradient in a step doesn't decay: neither a
 * parameter, nor the rows of a table that the gradient doesn't name, so that experts without tokens go on costing nothing.
 * A clipping wrapper goes outside, and clips the gradients alone.
 *
 * @throws RangeError when decay is negative or not finite; TypeError where there is no optimizer, or no such option
 * @example
 * ```ts
 * const learningRate = warmupInverseSquareRoot({ peak: 1e-3 });
 * const decaying = withWeightDecay(adam({ learningRate }), { decay: 0.01, learningRate });
 * const optimizer = clipByGlobalNorm(1, decaying);
 * ```
 *
 * Loshchilov & Hutter, Decoupled Weight Decay Regularization, 2019.
 */
export function withWeightDecay(optimizer: Optimizer, options: WeightDecayOptions): Optimizer {
  checkValue('withWeightDecay: the optimizer', optimizer, is.optimizer);
  const decay = decayOf(checkOptions('withWeightDecay', options, kinds));
  const decaying = (inner: Update): Update => ({
    update(gradients, state, parameters) {
      tf.tidy(() => decay(gradients, state.step, parameters));
      inner.update(gradients, state, parameters);
    },
  });
  return {
    init: (parameters) => optimizer.init(parameters),
    ...decaying(optimizer),
    scaled: (scale) => decaying(scaledUpdate(optimizer, scale)),
  };
}

/** Gradient descent on λ/2 · ‖p‖², whose gradient is λ · p. */
function decayOf({ decay, learningRate, of = () => true }: WeightDecayOptions) {
  const schedule = scheduleOf(learningRate);
  const { init, update } = sgd({ learningRate: (step) => decay * schedule(step) });
  return (gradients: Gradients, step: number, parameters: readonly Parameter[]): void =>
    update(valuesAt(gradients, of), { ...init(parameters), step }, parameters);
}

/** The values of those parameters that decay, where the gradients are. */
function valuesAt(gradients: Gradients, of: (parameter: Parameter) => boolean): Gradients {
  const decaying = [...gradients].filter(([parameter]) => of(parameter));
  return new Map(decaying.map(([parameter, gradient]) => [parameter, valueAt(parameter, gradient)]));
}

function valueAt(parameter: Parameter, gradient: Gradient): Gradient {
  // A native op writes into memory of the parameter's own, so that must be what is read.
  const value = nativeOps('trainer') ? inOwnMemory(parameter) : parameter.read();
  if (!isRowGradient(gradient)) return value;
  const { rows } = gradient;
  // Entries without a row have −1, and whatever is in them is left alone.
  return { ...gradient, values: tf.gather(value, tf.maximum(rows, tf.scalar(0, 'int32'))) };
}

const kinds = {
  decay: { ...is.notNegative, hint: '0.01 is usual' },
  learningRate: rateKind,
  of: optional(is.callback),
};
