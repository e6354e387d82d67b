import { runNative } from '@outrageous/core';
import type * as tf from '@tensorflow/tfjs-core';
import type { LoadGradients, LoadInputs } from './inputs.js';

/** All in one pass (`native/loadProbabilities.cc`). */
export function probabilitiesNatively(inputs: LoadInputs): tf.Tensor2D {
  return runNative<[tf.Tensor2D]>('OutrageousLoadProbabilities', inOrder(inputs), 1)[0];
}

/** The gradients in one pass, which computes what the forward one did again. */
export function gradientNatively(inputs: LoadInputs, dy: tf.Tensor): LoadGradients {
  const [clean, std, last, next] = runNative('OutrageousLoadProbabilitiesGradient', [...inOrder(inputs), dy], 4);
  return { clean, std, last, next };
}

function inOrder({ clean, noisy, std, lastIndex, last, next }: LoadInputs): tf.Tensor[] {
  return [clean, noisy, std, lastIndex, last, next];
}
