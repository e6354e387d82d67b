import * as tf from '@tensorflow/tfjs-core';
import { nativeOps } from '@outrageous/core';
import type { Optimizer } from '@outrageous/core';
import { scheduleOf, type Schedule } from '../../schedules/schedules.js';
import { parameterwise } from '../parameterwise.js';
import { sgdWithNativeOps } from './native.js';
import { sgdWithPlainOps } from './plain.js';
import { sgdOnWebGpu } from './webgpu.js';

/** The numbers of gradient descent. */
export interface SgdOptions {
  /** The size of a step: a number, or one that changes with the step. */
  readonly learningRate: number | Schedule;
  /** How much of the last step's direction is kept; default 0, which needs no memory. */
  readonly momentum?: number;
}

/**
 * Gradient descent, with momentum as PyTorch defines it.
 *
 *     v ← momentum · v + g
 *     p ← p − rate · v
 *
 * @example
 * ```ts
 * const optimizer = sgd({ learningRate: 0.1, momentum: 0.9 });
 * ```
 */
export function sgd({ learningRate, momentum = 0 }: SgdOptions): Optimizer {
  const schedule = scheduleOf(learningRate);
  return parameterwise<'momentum'>({
    slots: () => (momentum === 0 ? [] : ['momentum']),
    at(step) {
      const numbers = { learningRate: schedule(step), momentum };
      if (tf.getBackend() === 'webgpu') return sgdOnWebGpu(numbers);
      return nativeOps('trainer') ? sgdWithNativeOps(numbers) : sgdWithPlainOps(numbers);
    },
  });
}
