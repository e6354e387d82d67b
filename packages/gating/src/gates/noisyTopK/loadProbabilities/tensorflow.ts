import { nativeOps, type OpFunction, runNative } from '@outrageous/core';
import type * as tf from '@tensorflow/tfjs-core';
import type { LoadGradient, LoadInputs } from './inputs.js';
import { gradientWithOps, probabilitiesWithOps } from './plain.js';

const probabilities: OpFunction<LoadInputs, unknown, [tf.Tensor2D]> = (inputs) => [
  (nativeOps('gating') ? probabilitiesNatively : probabilitiesWithOps)(inputs),
];

const gradient: LoadGradient = (...entry) => (nativeOps('gating') ? gradientNatively : gradientWithOps)(...entry);

/** All in one pass (`native/loadProbabilities.cc`). */
function probabilitiesNatively(inputs: LoadInputs): tf.Tensor2D {
  return runNative<[tf.Tensor2D]>('OutrageousLoadProbabilities', inOrder(inputs), 1)[0];
}

/** The gradients in one pass, which computes what the forward one did again. */
const gradientNatively: LoadGradient = ([dy], { inputs }) => {
  const [clean, std, last, next] = runNative('OutrageousLoadProbabilitiesGradient', [...inOrder(inputs), dy], 4);
  return { clean: () => clean, std: () => std, last: () => last, next: () => next };
};

function inOrder({ clean, noisy, std, lastIndex, last, next }: LoadInputs): tf.Tensor[] {
  return [clean, noisy, std, lastIndex, last, next];
}

export const tensorflow = { probabilities, gradient };
