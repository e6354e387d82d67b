import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { expectClose, expectGradients } from '@outrageous/core/testing';
import { cvSquared } from './cvSquared.js';

async function cvSquaredOf(values: readonly number[]): Promise<number> {
  const result = tf.tidy(() => cvSquared(tf.tensor1d([...values])));
  const [value] = await result.data();
  result.dispose();
  return value;
}

describe('cvSquared', () => {
  it.each([
    { values: [1, 0, 0, 0], expected: 3 },
    { values: [1, 2, 3, 4], expected: 0.2 },
    { values: [100, 200, 300, 400], expected: 0.2 },
    { values: [1e30, 2e30, 3e30, 4e30], expected: 0.2 },
    { values: [1e-5, 2e-5, 3e-5, 4e-5], expected: 1.25 / 7.25 },
    { values: [1e-30, 2e-30], expected: 0 },
    { values: [5], expected: 0 },
    { values: [0, 0, 0], expected: 0 },
    { values: [2, 2, 2, 2], expected: 0 },
  ])('of $values is $expected', async ({ values, expected }) => {
    expect(await cvSquaredOf(values)).toBeCloseTo(expected, 5);
  });

  it.each([[[0, 0, 0]], [[2, 2, 2, 2]], [[5]]])('has a zero gradient, not NaN, at %s', async (values) => {
    const gradient = tf.tidy(() => tf.grad((x: tf.Tensor) => cvSquared(tf.reshape(x, [-1])))(tf.tensor1d(values)));
    await expectClose(
      gradient,
      values.map(() => 0),
      1e-7,
    );
    gradient.dispose();
  });

  it('has the gradient of finite differences where numbers are large, too', async () => {
    const x = tf.tensor1d([1, 2, 0.5, 1.5]);
    await expectGradients((y: tf.Tensor1D) => cvSquared(tf.mul<tf.Tensor1D>(y, 1e25)), [x]);
    x.dispose();
  });

  it('has the gradient of finite differences', async () => {
    const x = tf.tensor1d([1, 2, 0.5, 1.5]);
    await expectGradients(cvSquared, [x]);
    x.dispose();
  });
});
