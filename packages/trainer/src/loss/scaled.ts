import * as tf from '@tensorflow/tfjs-core';
import type { CrossEntropyGradient } from './inputs.js';

/** Where the second output is the gradient of each row's loss by its logits: dy_i · second_ij. */
export const scaledGradient: CrossEntropyGradient = ([dy], { outputs: [, second] }, { padded }) => ({
  logits: () => {
    const factor = tf.reshape(dy, [dy.size, 1]);
    const scaled = tf.mul(factor, second);
    if (!padded) return scaled;
    // 0 where dy_i is, also where the row holds NaN.
    const counts = tf.tile(tf.notEqual(factor, 0), [1, scaled.size / Math.max(1, dy.size)]);
    return tf.where(counts, scaled, tf.zerosLike(scaled));
  },
});
