import type { NodeJSKernelBackend } from '@tensorflow/tfjs-node-gpu/dist/nodejs_kernel_backend.js';
import * as tf from '@tensorflow/tfjs-core';
import { nativeSources as core } from '@outrageous/core/native';
import { nativeSources as gating } from '@outrageous/gating/native';
import { nativeSources as lstm } from '@outrageous/lstm/native';
import { nativeSources as trainer } from '@outrageous/trainer/native';
import { testOn } from './testOn.js';

/** `npm run verify:cuda` tests on a GPU, or not at all. */
const cuda = process.env.OUTRAGEOUS_CUDA === '1';

await testOn('tensorflow', { nativeOps: [core, gating, lstm, trainer], ...(cuda && { cuda, install: false }) });

if (cuda && !usesGpu()) {
  throw new Error('OUTRAGEOUS_CUDA is 1, but TensorFlow has no GPU here: `npm run verify:cuda` says what is missing');
}

function usesGpu(): boolean {
  return tf.getBackend() === 'tensorflow' && (tf.backend() as NodeJSKernelBackend).isUsingGpuDevice;
}
