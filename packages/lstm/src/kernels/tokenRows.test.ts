import { key, normal } from '@outrageous/core';
import { expectClose, expectGradients } from '@outrageous/core/testing';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { placeRows, takeRows } from './tokenRows.js';

const X = [
  [1, 2],
  [3, 4],
  [5, 6],
];

it('takes the rows of tokens, in their order', async () => {
  const x = tf.tensor2d(X);
  const rows = takeRows(x, Int32Array.of(2, 0));
  await expectClose(rows, [5, 6, 1, 2]);
  tf.dispose([x, rows]);
});

it('places rows, and leaves 0 elsewhere', async () => {
  const x = tf.tensor2d(X);
  const rows = placeRows(x, [3, 0, 2], 5);
  await expectClose(rows, [3, 4, 0, 0, 5, 6, 1, 2, 0, 0]);
  tf.dispose([x, rows]);
});

it('has nothing to take or to place where no token is real', async () => {
  const x = tf.tensor2d(X);
  const none = takeRows(x, []);
  const rows = placeRows(none, [], 2);
  expect(none.shape).toEqual([0, 2]);
  await expectClose(rows, [0, 0, 0, 0]);
  tf.dispose([x, none, rows]);
});

describe('gradients', () => {
  it('come back the way that the rows went', async () => {
    const x = normal(key(1), [4, 3]);
    const loss = (of: tf.Tensor2D) => {
      const placed = placeRows(tf.square(takeRows(of, [3, 1])), [0, 4], 5);
      return tf.sum<tf.Scalar>(tf.mul(placed, tf.exp(placed)));
    };
    await expectGradients(loss, [x] as const);
    tf.dispose(x);
  });
});
