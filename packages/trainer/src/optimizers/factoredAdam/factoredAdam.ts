import * as tf from '@tensorflow/tfjs-core';
import { nativeOps, variableParameter } from '@outrageous/core';
import type { Optimizer, Parameter } from '@outrageous/core';
import { scheduleOf, type Schedule } from '../../schedules/schedules.js';
import { parameterwise } from '../parameterwise.js';
import { zeroSlots, type Slots } from '../slots.js';
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
 * these alone; one of a few rows of a single matrix is taken as zero in the others.
 *
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
export function factoredAdam({ learningRate, beta2 = 0.999, epsilon = 1e-8 }: FactoredAdamOptions): Optimizer {
  const schedule = scheduleOf(learningRate);
  return parameterwise<FactoredMoment>({
    slots: (parameter) => averagesOf(parameter) as Slots<FactoredMoment>,
    at(step) {
      const numbers = { beta2, epsilon, learningRate: schedule(step), step };
      if (tf.getBackend() === 'webgpu') return factoredAdamOnWebGpu(numbers);
      return nativeOps('trainer') ? factoredAdamWithNativeOps(numbers) : factoredAdamWithPlainOps(numbers);
    },
  });
}

function averagesOf(parameter: Parameter): Partial<Slots<FactoredMoment>> {
  if (!isFactored(parameter)) return zeroSlots(parameter, ['secondMoment']);
  const { name, shape, perExpert, shard } = parameter;
  const zeros = (slot: FactoredMoment, sides: readonly number[]) =>
    variableParameter(`${name}/${slot}`, { shape: sides, perExpert, shard }, tf.zeros([...sides]));
  return {
    rowAverage: zeros('rowAverage', shape.slice(0, -1)),
    columnAverage: zeros('columnAverage', [...shape.slice(0, -2), ...shape.slice(-1)]),
  };
}
