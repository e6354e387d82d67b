import * as tf from '@tensorflow/tfjs-core';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { expectClose } from './expectClose.js';

let x: tf.Tensor2D;

beforeEach(() => {
  x = tf.tensor2d([
    [1, 2],
    [300, 4],
  ]);
});

afterEach(() => x.dispose());

it('accepts numbers within the tolerance', async () => {
  await expectClose(
    x,
    [
      [1.001, 2],
      [300.2, 4],
    ],
    1e-3,
  );
});

it('names the first number that differs', async () => {
  await expect(
    expectClose(x, [
      [1, 2],
      [300, 5],
    ]),
  ).rejects.toThrow('number 3 of [2,2]: got 4, expected 5 (tolerance 0.00001)');
});

it('takes NaN for different', async () => {
  await expect(
    expectClose(x, [
      [1, 2],
      [300, NaN],
    ]),
  ).rejects.toThrow('number 3');
});

it('compares how many numbers there are, and the shapes of tensors', async () => {
  const flat = tf.tensor1d([1, 2, 300, 4]);
  await expect(expectClose(x, [1, 2])).rejects.toThrow('got 4 numbers, expected 2');
  await expect(expectClose(x, flat)).rejects.toThrow('got shape [2,2], expected [4]');
  flat.dispose();
});
