import { multiplyOnWebGpu } from '@outrageous/core/webgpu';
import * as tf from '@tensorflow/tfjs-core';

/** x_t · W + b for all steps, [time, batch, outputs], in one product; W may have more rows than x has columns. */
export function linearOnWebGpu(x: tf.Tensor3D, weight: tf.Tensor2D, bias: tf.Tensor1D): tf.Tensor3D {
  const [time, batch, width] = x.shape;
  const [rows, outputs] = weight.shape;
  const product = multiplyOnWebGpu({
    rows: tf.reshape(x, [time * batch, width]),
    weights: tf.reshape(weight, [1, rows, outputs]),
    bias: tf.reshape(bias, [1, outputs]),
    transposed: false,
  });
  return tf.reshape(product, [time, batch, outputs]);
}
