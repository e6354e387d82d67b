import * as tf from '@tensorflow/tfjs-core';
import { defineOp } from '../../op/op.js';
import { takeAlong } from '../takeAlong/takeAlong.js';

const softmaxOp = defineOp<{ x: tf.Tensor2D }, Record<string, never>, [tf.Tensor2D]>({
  name: 'OutrageousSoftmax',
  inputs: ['x'],
  reference: ({ x }) => [x.shape[1] === 1 ? tf.add(tf.sub(x, x), 1) : tf.softmax(x)],
  kernels: { webgpu: ({ x }) => [tf.add(tf.softmax(x), undefinedRows(x))] },
  // dx_i = y_i · (d_i − Σ_j y_j · d_j), for d that is counted from the largest's dy: that of a single number is 0, and of equal ones.
  gradient: ([dy], { outputs: [y] }) => ({
    x: () => {
      const largest: tf.Tensor2D = tf.expandDims(tf.argMax(y, 1), 1);
      const d = tf.sub(dy, takeAlong(dy, largest));
      return tf.mul(y, tf.sub(d, tf.sum(tf.mul(y, d), 1, true)));
    },
  }),
});

/** Less than all numbers that matter, and finite: a row without any is no row of NaN. */
const LOWEST = -3e38;

/**
 * The softmax of each row: y_ij = exp(x_ij) / Σ_j exp(x_ij).
 *
 * What has no gradient in mathematics has none here: a number that stands alone is exactly 1 and its gradient exactly 0, and so
 * is that of numbers whose `dy` are equal. With `tf.softmax` rounding is left on some devices, which Adam makes whole steps of.
 *
 * @param x float32 [n, m]
 * @param mask bool [n, m]: those that take part; all where it isn't given. The others are 0, and a row without any is all 0.
 * @returns float32 [n, m]
 * @example
 * ```ts
 * const weights = softmax(takeAlong(logits, topKIndices(logits, k)));
 * ```
 */
export function softmax(x: tf.Tensor2D, mask?: tf.Tensor): tf.Tensor2D {
  if (x.size === 0) return tf.clone(x);
  if (!mask) return softmaxOp({ x }, {})[0];
  return tf.tidy(() => {
    const among: tf.Tensor2D = tf.where(mask, x, tf.fill(x.shape, LOWEST));
    return tf.where(mask, softmax(among), tf.zerosLike(x));
  });
}

/** NaN for rows whose softmax isn't defined, else 0: exp(NaN) is ∞ in the shaders of TensorFlow.js. */
function undefinedRows(x: tf.Tensor2D): tf.Tensor {
  const largest = tf.max(x, 1, true);
  return tf.sub(largest, largest);
}
