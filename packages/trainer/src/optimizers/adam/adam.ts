import * as tf from '@tensorflow/tfjs-core';
import { nativeOps } from '@outrageous/core';
import type { Optimizer } from '@outrageous/core';
import { scheduleOf, type Schedule } from '../../schedules/schedules.js';
import { parameterwise } from '../parameterwise.js';
import { zeroSlots } from '../slots.js';
import { adamWithNativeOps } from './native.js';
import { adamWithPlainOps, type Moment } from './plain.js';
import { adamOnWebGpu } from './webgpu.js';

/** The numbers of Adam. */
export interface AdamOptions {
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
 * A parameter without a gradient stays as it is, its moments too, and so do the rows that a gradient of
 * rows doesn't name; t goes on (PyTorch's counts the gradients of each parameter). Parameters and moments
 * are float32.
 *
 * @example
 * ```ts
 * const optimizer = adam({ learningRate: warmupInverseSquareRoot({ peak: 2e-3 }) });
 * ```
 *
 * The paper's optimizer (appendix C.1).
 */
export function adam({ learningRate, beta1 = 0.9, beta2 = 0.999, epsilon = 1e-8 }: AdamOptions): Optimizer {
  const schedule = scheduleOf(learningRate);
  return parameterwise<Moment>({
    slots: (parameter) => zeroSlots(parameter, ['firstMoment', 'secondMoment']),
    at(step) {
      const numbers = { beta1, beta2, epsilon, learningRate: schedule(step), step };
      if (tf.getBackend() === 'webgpu') return adamOnWebGpu(numbers);
      return nativeOps('trainer') ? adamWithNativeOps(numbers) : adamWithPlainOps(numbers);
    },
  });
}
