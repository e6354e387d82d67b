import { tensorflow } from '#tensorflow/gates/noisyTopK/loadProbabilities';
import { defineOp } from '@outrageous/core';
import type * as tf from '@tensorflow/tfjs-core';
import type { LoadInputs } from './inputs.js';
import { gradientWithOps, probabilitiesWithOps } from './plain.js';

/** P = Φ((clean − threshold) / std), [rows, experts]. */
export const loadProbabilitiesOp = defineOp<LoadInputs, Record<string, never>, [tf.Tensor2D]>({
  name: 'OutrageousLoadProbabilities',
  inputs: ['clean', 'noisy', 'std', 'lastIndex', 'last', 'next'],
  reference: (inputs) => [probabilitiesWithOps(inputs)],
  kernels: { tensorflow: tensorflow.probabilities },
  gradient: gradientWithOps,
  gradientKernels: { tensorflow: tensorflow.gradient },
});
