import { startDevice } from '@outrageous/backends';
import * as tf from '@tensorflow/tfjs-core';

/** Multiplies two matrices and takes a gradient on WebGPU in the page. */
export default async function multiply(): Promise<object> {
  const device = await startDevice('webgpu');
  const x = tf.tensor2d([1, 2, 3, 4], [2, 2]);
  const y = tf.tensor2d([5, 6, 7, 8], [2, 2]);
  const gradient = tf.grad((a) => tf.sum(tf.matMul(a as tf.Tensor2D, y)))(x);
  return {
    backend: tf.getBackend(),
    gpu: device.gpu,
    product: [...(await tf.matMul(x, y).data())],
    gradient: [...(await gradient.data())],
  };
}
