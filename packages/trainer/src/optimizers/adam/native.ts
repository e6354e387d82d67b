import * as tf from '@tensorflow/tfjs-core';
import type { TargetUpdate } from '../parameterwise.js';
import { updateNatively } from '../nativeTarget.js';
import { corrections, type AdamNumbers, type Moment } from './plain.js';

/** Adam in one pass over memory, in place (`native/adam.cc`). */
export function adamWithNativeOps(numbers: AdamNumbers): TargetUpdate<Moment> {
  const { beta1, beta2, epsilon } = numbers;
  const { stepSize, rootCorrection } = corrections(numbers);
  const tensor = tf.tensor1d([beta1, 1 - beta1, beta2, 1 - beta2, epsilon, stepSize, 1 / rootCorrection]);
  return (target) =>
    updateNatively(target, { name: 'OutrageousAdam', slots: ['firstMoment', 'secondMoment'], numbers: tensor });
}
