import * as tf from '@tensorflow/tfjs-core';
import type { TargetUpdate } from '../parameterwise.js';
import { updateNatively } from '../nativeTarget.js';
import type { SgdNumbers } from './plain.js';

/** Gradient descent in one pass over memory, in place (`native/sgd.cc`). */
export function sgdWithNativeOps({ learningRate, momentum }: SgdNumbers): TargetUpdate<'momentum'> {
  const numbers = tf.tensor1d([learningRate, momentum]);
  if (momentum === 0) return (target) => updateNatively(target, { name: 'OutrageousSgd', slots: [], numbers });
  return (target) => updateNatively(target, { name: 'OutrageousMomentum', slots: ['momentum'], numbers });
}
