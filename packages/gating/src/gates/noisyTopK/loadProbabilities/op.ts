import { defineOp, nativeOps } from '@outrageous/core';
import type * as tf from '@tensorflow/tfjs-core';
import type { LoadInputs } from './inputs.js';
import { gradientNatively, probabilitiesNatively } from './native.js';
import { gradientWithOps, probabilitiesWithOps } from './plain.js';

/** P = Φ((clean − threshold) / std), [rows, experts]. */
export const loadProbabilitiesOp = defineOp<LoadInputs, Record<string, never>, [tf.Tensor2D]>({
  name: 'OutrageousLoadProbabilities',
  inputs: ['clean', 'noisy', 'std', 'lastIndex', 'last', 'next'],
  reference: (inputs) => [probabilitiesWithOps(inputs)],
  kernels: {
    tensorflow: (inputs) => [(nativeOps('gating') ? probabilitiesNatively : probabilitiesWithOps)(inputs)],
  },
  gradient: ([dy], { inputs }) => {
    const made = (nativeOps('gating') ? gradientNatively : gradientWithOps)(inputs, dy);
    return { clean: () => made.clean, std: () => made.std, last: () => made.last, next: () => made.next };
  },
});
