import * as tf from '@tensorflow/tfjs-core';
import { it } from 'vitest';
import { expectClose, expectGradients } from '../../testing/index.js';
import { normalCdf } from './normalCdf.js';

it('is the normal distribution function', async () => {
  const x = tf.tensor1d([-6, -3, -1, 0, 0.5, 1, 2, 6]);
  const y = normalCdf(x);
  const table = [9.87e-10, 0.001349898, 0.1586552539, 0.5, 0.6914624613, 0.8413447461, 0.9772498681, 1];
  await expectClose(y, table, 1e-6);
  tf.dispose([x, y]);
});

it('has the gradients of finite differences', async () => {
  const x = tf.tensor1d([-3, -1, 0, 0.5, 2]);
  await expectGradients((z: tf.Tensor1D) => tf.sum<tf.Scalar>(normalCdf(z)), [x] as const, {
    step: 0.05,
    tolerance: 1e-3,
  });
  x.dispose();
});
