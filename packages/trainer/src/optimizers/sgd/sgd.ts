import * as tf from '@tensorflow/tfjs-core';
import { nativeOps } from '@outrageous/core';
import type { Optimizer } from '@outrageous/core';
import { checkOptions, type Kind, optional } from '@outrageous/core/options';
import * as is from '@outrageous/core/options';
import { rateKind, scheduleOf, type Schedule } from '../../schedules/schedules.js';
import { slotsWithLastStep, withCatchUp } from '../catchUp/withCatchUp.js';
import { parameterwise, type TargetUpdate } from '../parameterwise.js';
import { momentumCatchUp } from './catchUp.js';
import { sgdWithNativeOps } from './native.js';
import { type SgdNumbers, sgdWithPlainOps } from './plain.js';
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
 * A parameter without a gradient stays as it is. Rows of a table that a gradient doesn't name stay too, until one names them:
 * then they first make up for the steps that they missed, as if their gradients had been zero, at the present rate.
 *
 * @throws TypeError or RangeError that names an option which is unknown, missing or out of its range
 * @example
 * ```ts
 * const optimizer = sgd({ learningRate: 0.1, momentum: 0.9 });
 * ```
 */
export function sgd(options: SgdOptions): Optimizer {
  const kinds = { learningRate: rateKind, momentum: optional(momentumKind) };
  const { learningRate, momentum = 0 } = checkOptions('sgd', options, kinds);
  const schedule = scheduleOf(learningRate);
  if (momentum === 0) {
    return parameterwise<'momentum'>({
      slots: () => [],
      at: (step) => kernel()({ learningRate: schedule(step), momentum }),
    });
  }
  return parameterwise<'momentum' | 'lastStep'>({
    ...slotsWithLastStep(['momentum']),
    at(step) {
      const numbers = { learningRate: schedule(step), momentum };
      return withCatchUp(kernel()(numbers), momentumCatchUp(numbers), step);
    },
  });
}

/** 1 keeps all of it: a sum over the steps. */
const momentumKind: Kind = { needs: 'a number from 0 to 1', fits: (x) => is.notNegative.fits(x) && Number(x) <= 1 };

function kernel(): (numbers: SgdNumbers) => TargetUpdate<'momentum'> {
  if (tf.getBackend() === 'webgpu') return sgdOnWebGpu;
  return nativeOps('trainer') ? sgdWithNativeOps : sgdWithPlainOps;
}
