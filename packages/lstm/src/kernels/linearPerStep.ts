import * as tf from '@tensorflow/tfjs-core';
import { steps } from '../parts/overSteps.js';

/** x_t · W + b for each step t, as [batch, outputs]: one matrix multiplication for all steps. */
export function linearPerStep(x: tf.Tensor3D, weight: tf.Tensor2D, bias: tf.Tensor1D): tf.Tensor2D[] {
  const [time, batch, width] = x.shape;
  const rows = tf.reshape(x, [time * batch, width]);
  const all = tf.add(tf.matMul(rows, weight), bias);
  return steps(tf.reshape(all, [time, batch, weight.shape[1]]));
}
