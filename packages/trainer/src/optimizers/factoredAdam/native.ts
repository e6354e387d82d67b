import * as tf from '@tensorflow/tfjs-core';
import { denseGradient } from '@outrageous/core';
import { updateNatively } from '../nativeTarget.js';
import type { TargetUpdate } from '../parameterwise.js';
import { factoredAdamWithPlainOps, isFactored, type FactoredAdamNumbers, type FactoredMoment } from './plain.js';

/** Matrices in place (`native/factoredAdam.cc`); vectors, which are small, with plain ops. */
export function factoredAdamWithNativeOps(numbers: FactoredAdamNumbers): TargetUpdate<FactoredMoment> {
  const { beta2, epsilon, learningRate, step } = numbers;
  const tensor = tf.tensor1d([beta2, 1 - beta2, epsilon, learningRate, 1 / Math.sqrt(1 - beta2 ** step)]);
  const native = { name: 'OutrageousFactoredAdam', slots: ['rowAverage', 'columnAverage'], numbers: tensor } as const;
  const plain = factoredAdamWithPlainOps(numbers);
  return (target) => {
    const { parameter, gradient } = target;
    if (!isFactored(parameter)) return plain(target);
    const rowsAreMatrices = parameter.perExpert;
    const whole = rowsAreMatrices ? gradient : denseGradient(gradient, parameter.shape);
    return updateNatively({ ...target, gradient: whole }, native);
  };
}
