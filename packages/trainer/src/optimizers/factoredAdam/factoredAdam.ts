import * as tf from '@tensorflow/tfjs-core';
import { nativeOps, slotParameter, zerosLike } from '@outrageous/core';
import type { Optimizer, Parameter } from '@outrageous/core';
import { checkOptions, optional } from '@outrageous/core/options';
import * as is from '@outrageous/core/options';
import { rateKind, scheduleOf, type Schedule } from '../../schedules/schedules.js';
import { parameterwise } from '../parameterwise.js';
import { factoredAdamWithNativeOps } from './native.js';
import { factoredAdamWithPlainOps, isFactored, type FactoredMoment } from './plain.js';
import { factoredAdamOnWebGpu } from './webgpu.js';

/** The numbers of factored Adam. */
export interface FactoredAdamOptions {
  /** The size of a step: a number, or one that changes with the step. */
  readonly learningRate: number | Schedule;
  /** Decay of the second moment; default 0.999. */
  readonly beta2?: number;
  /** Keeps the quotient finite; default 1e-8. */
  readonly epsilon?: number;
}

/**
 * The paper's Adam for experts: no first moment (β1 = 0), and of each matrix's second moment only the
 * averages of rows and columns, so that a matrix has rows + columns numbers of state. At step t:
 *
 *     r_i ← β2 · r_i + (1 − β2) · mean over j of g_ij²
 *     c_j ← β2 · c_j + (1 − β2) · mean over i of g_ij²
 *     v_ij = r_i · c_j / mean over i of r_i
 *     p ← p − rate · g / (√v / √(1 − β2ᵗ) + ε)
 *
 * v is exact where g² has rank one. A matrix is a parameter's last two axes, of each expert where the
 * parameter is per expert. Scalars and vectors keep the whole v. A gradient of a few experts updates
 * these alone; one of a few rows of a single matrix is taken as zero in the others. A gradient beyond
 * 1e15 counts as 1e15, whose square float32 holds; one that isn't finite makes its parameter NaN.
 *
 * @throws TypeError or RangeError that names an option which is unknown, missing or out of its range
 * @example
 * ```ts
 * const optimizer = partition(({ perExpert }) => (perExpert ? 'experts' : 'rest'), {
 *   experts: factoredAdam({ learningRate }),
 *   rest: adam({ learningRate }),
 * });
 * ```
 *
 * Appendix D.
 */
export function factoredAdam(options: FactoredAdamOptions): Optimizer {
  const { learningRate, beta2 = 0.999, epsilon = 1e-8 } = checkOptions('factoredAdam', options, kinds);
  const schedule = scheduleOf(learningRate);
  return parameterwise<FactoredMoment>({
    slots: (parameter) => (isFactored(parameter) ? ['rowAverage', 'columnAverage'] : ['secondMoment']),
    initial: zerosOf,
    at(step) {
      const numbers = { beta2, epsilon, learningRate: schedule(step), step };
      if (tf.getBackend() === 'webgpu') return factoredAdamOnWebGpu(numbers);
      return nativeOps('trainer') ? factoredAdamWithNativeOps(numbers) : factoredAdamWithPlainOps(numbers);
    },
  });
}

const kinds = { learningRate: rateKind, beta2: optional(is.rate), epsilon: optional(is.notNegative) };

/** An average has one number for each row, or for each column, of a matrix. */
function zerosOf(parameter: Parameter, slot: FactoredMoment): Parameter {
  if (slot === 'secondMoment') return zerosLike(parameter, slot);
  const { shape } = parameter;
  const sides = slot === 'rowAverage' ? shape.slice(0, -1) : [...shape.slice(0, -2), ...shape.slice(-1)];
  return slotParameter(parameter, slot, tf.zeros(sides));
}
