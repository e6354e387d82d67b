import * as tf from '@tensorflow/tfjs-core';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { detach } from '../kernels/detach.js';
import { expectGradients } from './expectGradients.js';

let x: tf.Tensor1D;

beforeEach(() => {
  x = tf.tensor1d([1, -2]);
});

afterEach(() => x.dispose());

it('accepts right gradients', async () => {
  await expectGradients((y: tf.Tensor1D) => tf.sum<tf.Scalar>(tf.square(y)), [x] as const);
});

it('names the first wrong number', async () => {
  const half = (y: tf.Tensor1D) => tf.sum<tf.Scalar>(tf.mul(y, detach(y)));
  await expect(expectGradients(half, [x] as const)).rejects.toThrow(
    'gradient of input 0, number 0: got 1, finite differences give 2',
  );
});
