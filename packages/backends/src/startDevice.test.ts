import * as tf from '@tensorflow/tfjs-core';
import { expect, test } from 'vitest';

test('the running device multiplies matrices and takes gradients', async () => {
  const { value, grad } = tf.tidy(() => {
    const x = tf.tensor2d([1, 2, 3, 4], [2, 2]);
    const y = tf.tensor2d([5, 6, 7, 8], [2, 2]);
    return tf.valueAndGrad((a) => tf.sum(tf.matMul(a as tf.Tensor2D, y)))(x);
  });
  expect(await value.data()).toEqual(Float32Array.of(134));
  expect(await grad.data()).toEqual(Float32Array.of(11, 15, 11, 15));
  tf.dispose([value, grad]);
});
