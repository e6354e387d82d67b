import * as tf from '@tensorflow/tfjs-core';
import { inOwnMemory, runNative } from '@outrageous/core';
import type { CatchUp } from './catchUp.js';

/** In place, in one pass over those rows that missed a step (`native/adamCatchUp.cc`). */
export const catchUpNatively: CatchUp = ({ parameter, slots }, lastStep, rows, numbers) => {
  const { beta1, beta2, ratio, stepSize, rootCorrection, epsilon, step } = numbers;
  const tensor = tf.tensor1d([beta1, beta2, ratio, stepSize, 1 / rootCorrection, epsilon, step]);
  const inPlace = [parameter, slots.firstMoment, slots.secondMoment, lastStep].map(inOwnMemory);
  runNative('OutrageousAdamCatchUp', [...inPlace, rows, tensor], 0);
};
