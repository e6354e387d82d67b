import * as tf from '@tensorflow/tfjs-core';
import { isRowGradient, nativeOps } from '@outrageous/core';
import type { Target, TargetUpdate } from '../../parameterwise.js';
import type { Slots } from '../../slots.js';
import { corrections, type AdamNumbers, type Moment } from '../plain.js';
import type { CatchUp } from './catchUp.js';
import { catchUpNatively } from './native.js';
import { catchUpOnWebGpu } from './webgpu.js';
import { catchUpWithPlainOps } from './plain.js';

/**
 * Adam of a table whose rows have a gradient at some steps alone, as if it were zero at the others: before a row is
 * updated, it makes up for the n steps since the last time.
 *
 *     p ← p − stepSize · (ratio + ratio² + … + ratioⁿ) · m / (√v / rootCorrection + ε)
 *     m ← β1ⁿ · m
 *     v ← β2ⁿ · v
 *
 * Exact but for the learning rate and the corrections of the beginning, which are taken from the present step. Without
 * it, rare words would learn slowly: their second moment would be as large as if they were always there.
 */
export function withCatchUp(
  update: TargetUpdate<Moment>,
  numbers: AdamNumbers,
  catchUp = kernel(),
): TargetUpdate<Moment> {
  const { beta1, beta2, epsilon, step } = numbers;
  const all = { beta1, beta2, epsilon, step, ratio: beta1 / Math.sqrt(beta2), ...corrections(numbers) };
  return (target) => {
    const { lastStep } = target.slots as Slots<string>;
    if (lastStep) catchUp(target, lastStep, rowsOf(target), all);
    update(target);
  };
}

function kernel(): CatchUp {
  if (tf.getBackend() === 'webgpu') return catchUpOnWebGpu;
  return nativeOps('trainer') ? catchUpNatively : catchUpWithPlainOps;
}

function rowsOf({ gradient, parameter }: Target<Moment>): tf.Tensor1D {
  return isRowGradient(gradient) ? gradient.rows : tf.range(0, parameter.shape[0], 1, 'int32');
}
