import * as tf from '@tensorflow/tfjs-core';
import type { LstmWeights } from '../lstmSequence/inputs.js';

/** The rows of an LSTM's weight that x is multiplied with, and those for h. */
export function lstmRows({ weight, bias, projection }: LstmWeights): {
  inputRows: tf.Tensor2D;
  hiddenRows: tf.Tensor2D;
} {
  const width = projection ? projection.shape[1] : bias.shape[0] / 4;
  const [inputRows, hiddenRows] = tf.split<tf.Tensor2D>(weight, [weight.shape[0] - width, width]);
  return { inputRows, hiddenRows };
}
