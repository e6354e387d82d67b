import { tensorflow } from '#tensorflow/loss';
import * as tf from '@tensorflow/tfjs-core';
import { defineOp, isSome, takeAlong } from '@outrageous/core';
import type { CrossEntropyAttributes, CrossEntropyInputs, LossesAndSecond } from './inputs.js';
import { scaledGradient } from './scaled.js';
import { crossEntropyOnWebGpu, scaledGradientOnWebGpu } from './webgpu.js';

/** Two outputs: the loss of each row, and its gradient by the row's logits (or what native ops make that of). */
const crossEntropyOp = defineOp<CrossEntropyInputs, CrossEntropyAttributes, LossesAndSecond, [losses: tf.Tensor]>({
  name: 'OutrageousCrossEntropy',
  inputs: ['logits', 'labels'],
  outputs: 2,
  given: 1,
  reference: ({ logits, labels }) => {
    const below = tf.sub<tf.Tensor2D>(logits, tf.max(logits, 1, true));
    const exponentials = tf.exp(below);
    const sum = tf.sum(exponentials, 1, true);
    const chosen = takeAlong(below, tf.reshape(labels, [labels.size, 1]));
    const losses = tf.reshape(tf.sub(tf.log(sum), chosen), [labels.size]);
    return [losses, tf.sub(tf.div(exponentials, sum), indicator(labels, logits.shape[1]))];
  },
  kernels: { tensorflow: tensorflow.forward, webgpu: crossEntropyOnWebGpu },
  gradient: scaledGradient,
  gradientKernels: { tensorflow: tensorflow.gradient, webgpu: scaledGradientOnWebGpu },
});

/**
 * The mean cross-entropy of integer labels, in nats, without one-hot labels.
 *
 *     loss = Σ_i w_i · (log Σ_j exp(logits_ij) − logits_i,label(i)) / Σ_i w_i
 *
 * Only differences of logits are taken, so they may be of any size. A row of weight 0 takes no part: whatever its logits and
 * its label are, NaN and −1 too, it adds 0 to the loss and to the gradient.
 *
 * @param logits float32 [n, classes]
 * @param labels int32 [n], each in [0, classes); on `webgpu` the loss is NaN where one isn't
 * @param weights float32 [n]: 1 for real rows, 0 for padding; default: all real
 * @returns a scalar, 0 where no row is real; gradients flow to the logits: w_i · (softmax − indicator) / Σ w
 * @throws RangeError when there isn't one label, and one weight, for each row, or no class
 * @throws Error for a label that is no class, but on `webgpu`
 * @example
 * ```ts
 * const loss = crossEntropy(logits, tf.tensor1d(window.labels, 'int32'));
 * ```
 */
export function crossEntropy(logits: tf.Tensor2D, labels: tf.Tensor1D, weights?: tf.Tensor1D): tf.Scalar {
  checkRows(logits, labels, weights);
  return tf.tidy(() => {
    if (weights) return weightedMean({ logits, labels }, weights);
    const [losses] = crossEntropyOp({ logits, labels }, { padded: false });
    return losses.size === 0 ? tf.sum(losses) : tf.mean(losses);
  });
}

/** Σ w · loss / Σ w over the rows that count; 0 where none does. */
function weightedMean({ logits, labels }: CrossEntropyInputs, weights: tf.Tensor1D): tf.Scalar {
  const counts = tf.cast(isSome(weights), 'bool');
  const [losses] = crossEntropyOp({ logits, labels: tf.where(counts, labels, tf.zerosLike(labels)) }, { padded: true });
  const terms = tf.where(counts, tf.mul(losses, weights), tf.zerosLike(weights));
  const total = tf.sum<tf.Scalar>(weights);
  const orOne = tf.sub<tf.Scalar>(1, tf.step(tf.abs(total)));
  return tf.div(tf.sum(terms), tf.add(total, orOne));
}

function indicator(labels: tf.Tensor1D, classes: number): tf.Tensor {
  const column = tf.range(0, classes, 1, 'int32');
  return tf.cast(tf.equal(column, tf.reshape(labels, [labels.size, 1])), 'float32');
}

function checkRows(logits: tf.Tensor2D, labels: tf.Tensor1D, weights = labels): void {
  const [rows, classes] = logits.shape;
  if (classes > 0 && labels.size === rows && weights.size === rows && labels.rank === 1 && labels.dtype === 'int32')
    return;
  throw new RangeError(
    `crossEntropy: got logits [${logits.shape}], labels ${labels.dtype} [${labels.shape}], weights [${weights.shape}]; ` +
      'needs one int32 label and one weight for each row of logits, and at least one class',
  );
}
