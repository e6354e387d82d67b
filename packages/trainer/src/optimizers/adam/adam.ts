import * as tf from '@tensorflow/tfjs-core';
import { denseGradient, nativeOps } from '@outrageous/core';
import type { Optimizer } from '@outrageous/core';
import { checkOptions, optional } from '@outrageous/core/options';
import * as is from '@outrageous/core/options';
import { rateKind, scheduleOf, type Schedule } from '../../schedules/schedules.js';
import { slotsWithLastStep, withCatchUp } from '../catchUp/withCatchUp.js';
import { parameterwise, type TargetUpdate } from '../parameterwise.js';
import { adamCatchUp, canCatchUp } from './catchUp.js';
import { adamWithNativeOps } from './native.js';
import { adamWithPlainOps, type AdamNumbers, type Moment, momentNames } from './plain.js';
import { adamOnWebGpu } from './webgpu.js';

/** The numbers of Adam. */
export interface AdamOptions {
  /** The size of a step: a number, or one that changes with the step. */
  readonly learningRate: number | Schedule;
  /** Decay of the first moment; default 0.9. */
  readonly beta1?: number;
  /** Decay of the second moment; default 0.999. */
  readonly beta2?: number;
  /** Keeps the quotient finite; default 1e-8. */
  readonly epsilon?: number;
}

/**
 * Adam (Kingma & Ba 2015), as PyTorch defines it. At step t:
 *
 *     m ← β1 · m + (1 − β1) · g
 *     v ← β2 · v + (1 − β2) · g²
 *     p ← p − rate / (1 − β1ᵗ) · m / (√v / √(1 − β2ᵗ) + ε)
 *
 * A parameter without a gradient stays as it is, its moments too; t goes on (PyTorch's counts the gradients
 * of each parameter). Rows of a table that a gradient doesn't name stay too, until one names them: then they
 * first make up for the steps that they missed, as if their gradients had been zero. With β1 > β2, where what a row
 * missed has no such sum, every step updates all rows. Parameters and moments are float32. A gradient beyond
 * 1e15 counts as 1e15, whose square float32 holds; one that isn't finite makes its parameter NaN.
 *
 * @throws TypeError or RangeError that names an option which is unknown, missing or out of its range
 * @example
 * ```ts
 * const optimizer = adam({ learningRate: warmupInverseSquareRoot({ peak: 2e-3 }) });
 * ```
 *
 * The paper's optimizer (appendix C.1).
 */
export function adam(options: AdamOptions): Optimizer {
  const { learningRate, beta1 = 0.9, beta2 = 0.999, epsilon = 1e-8 } = checkOptions('adam', options, kinds);
  const schedule = scheduleOf(learningRate);
  const numbersAt = (step: number) => ({ beta1, beta2, epsilon, learningRate: schedule(step), step });
  if (!canCatchUp({ beta1, beta2 })) {
    return parameterwise<Moment>({ slots: () => momentNames, at: (step) => ofAllRows(kernel()(numbersAt(step))) });
  }
  return parameterwise<Moment | 'lastStep'>({
    ...slotsWithLastStep(momentNames),
    at(step) {
      const numbers = numbersAt(step);
      return withCatchUp(kernel()(numbers), adamCatchUp(numbers), step);
    },
  });
}

const rate = optional(is.rate);

const kinds = { learningRate: rateKind, beta1: rate, beta2: rate, epsilon: optional(is.notNegative) };

/** Updates rows of a table that a gradient doesn't name by a gradient of zero. */
function ofAllRows(update: TargetUpdate<Moment>): TargetUpdate<Moment> {
  return (target) => {
    const { gradient, parameter } = target;
    update(parameter.table ? { ...target, gradient: denseGradient(gradient, parameter.shape) } : target);
  };
}

function kernel(): (numbers: AdamNumbers) => TargetUpdate<Moment> {
  if (tf.getBackend() === 'webgpu') return adamOnWebGpu;
  return nativeOps('trainer') ? adamWithNativeOps : adamWithPlainOps;
}
