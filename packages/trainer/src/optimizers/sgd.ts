import * as tf from '@tensorflow/tfjs-core';
import type { Optimizer, OptimizerState, Parameter } from '@outrageous/core';
import { scheduleOf, type Schedule } from '../schedules/schedules.js';
import { slotsOf, zeroSlots } from './slots.js';

/** The numbers of gradient descent. */
export interface SgdOptions {
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
  return {
    init: (parameters) => ({ step: 0, slots: zeroSlots(parameters, momentum === 0 ? [] : ['momentum']) }),
    update(gradients, state) {
      const rate = schedule(++state.step);
      for (const [parameter, gradient] of gradients) {
        const direction = momentum === 0 ? gradient : accelerate(parameter, gradient, state, momentum);
        parameter.assign(tf.tidy(() => tf.sub(parameter.read(), tf.mul(rate, direction))));
      }
    },
  };
}

function accelerate(parameter: Parameter, gradient: tf.Tensor, state: OptimizerState, momentum: number): tf.Tensor {
  const velocity = slotsOf<'momentum'>(state.slots, parameter).momentum;
  velocity.assign(tf.tidy(() => tf.add(tf.mul(momentum, velocity.read()), gradient)));
  return velocity.read();
}
