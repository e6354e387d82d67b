import * as tf from '@tensorflow/tfjs-core';
import { it } from 'vitest';
import { expectClose } from '../testing/index.js';
import { detach } from './detach.js';

it('keeps the numbers and stops the gradient', async () => {
  const x = tf.tensor1d([1, 2]);
  const dx = tf.tidy(() => tf.grad((y: tf.Tensor) => tf.mul(y, detach(y)))(x));
  await expectClose(dx, [1, 2]);
  tf.dispose([x, dx]);
});
