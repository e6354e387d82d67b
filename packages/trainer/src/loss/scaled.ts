import * as tf from '@tensorflow/tfjs-core';
import type { CrossEntropyGradient } from './inputs.js';

/** Where the second output is the gradient of each row's loss by its logits: dy_i · second_ij. */
export const scaledGradient: CrossEntropyGradient = ([dy], { outputs: [, second] }) => ({
  logits: () => tf.mul(tf.reshape(dy, [dy.size, 1]), second),
});
