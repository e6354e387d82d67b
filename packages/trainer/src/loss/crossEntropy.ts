import { tensorflow } from '#tensorflow/loss';
import * as tf from '@tensorflow/tfjs-core';
import { defineOp, takeAlong } from '@outrageous/core';
import type { CrossEntropyInputs, LossesAndSecond } from './inputs.js';
import { scaledGradient } from './scaled.js';
import { crossEntropyOnWebGpu } from './webgpu.js';

/** Two outputs: the loss of each row, and its gradient by the row's logits (or what native ops make that of). */
const crossEntropyOp = defineOp<CrossEntropyInputs, Record<string, never>, LossesAndSecond, [losses: tf.Tensor]>({
  name: 'OutrageousCrossEntropy',
  inputs: ['logits', 'labels'],
  outputs: 2,
  given: 1,
  reference: ({ logits, labels }) => {
    const logSum = tf.logSumExp(logits, 1, true);
    const chosen = takeAlong(logits, tf.reshape(labels, [labels.size, 1]));
    const losses = tf.reshape(tf.sub(logSum, chosen), [labels.size]);
    const probabilities = tf.exp(tf.sub(logits, logSum));
    return [losses, tf.sub(probabilities, indicator(labels, logits.shape[1]))];
  },
  kernels: { tensorflow: tensorflow.forward, webgpu: crossEntropyOnWebGpu },
  gradient: scaledGradient,
  gradientKernels: { tensorflow: tensorflow.gradient },
});

/**
 * The mean cross-entropy of integer labels, in nats, without one-hot labels.
 *
 *     loss = Σ_i w_i · (log Σ_j exp(logits_ij) − logits_i,label(i)) / Σ_i w_i
 *
 * @param logits float32 [n, classes]
 * @param labels int32 [n], each in [0, classes); those of rows with weight 0 too
 * @param weights float32 [n]: 1 for real rows, 0 for padding; default: all real
 * @returns a scalar, 0 where no row is real; gradients flow to the logits: w_i · (softmax − indicator) / Σ w
 * @throws RangeError when there isn't one label, and one weight, for each row
 * @example
 * ```ts
 * const loss = crossEntropy(logits, tf.tensor1d(window.labels, 'int32'));
 * ```
 */
export function crossEntropy(logits: tf.Tensor2D, labels: tf.Tensor1D, weights?: tf.Tensor1D): tf.Scalar {
  checkRows(logits, labels, weights);
  return tf.tidy(() => {
    const [losses] = crossEntropyOp({ logits, labels }, {});
    if (!weights) return losses.size === 0 ? tf.sum(losses) : tf.mean(losses);
    return tf.div(tf.sum(tf.mul(losses, weights)), tf.maximum<tf.Scalar>(tf.sum(weights), leastWeight));
  });
}

/** Far below the weight of a row: nothing is divided by zero where all is padding. */
const leastWeight = 1e-20;

function indicator(labels: tf.Tensor1D, classes: number): tf.Tensor {
  const column = tf.range(0, classes, 1, 'int32');
  return tf.cast(tf.equal(column, tf.reshape(labels, [labels.size, 1])), 'float32');
}

function checkRows(logits: tf.Tensor2D, labels: tf.Tensor1D, weights = labels): void {
  const [rows] = logits.shape;
  if (labels.size === rows && weights.size === rows && labels.rank === 1 && labels.dtype === 'int32') return;
  throw new RangeError(
    `crossEntropy: got logits [${logits.shape}], labels ${labels.dtype} [${labels.shape}], weights [${weights.shape}]; ` +
      'needs one int32 label and one weight for each row of logits',
  );
}
