import * as tf from '@tensorflow/tfjs-core';
import { expect, it } from 'vitest';
import { gatherRows } from '../gatherRows/gatherRows.js';
import { flatIndex } from './flatIndex.js';

it('reads a matrix row by row', async () => {
  const index = tf.tidy(() => flatIndex(tf.tensor1d([0, 1, 2], 'int32'), tf.tensor1d([3, 0, 1], 'int32'), 4));
  expect(Array.from(await index.data())).toEqual([3, 4, 9]);
  index.dispose();
});

it.each([4097, 2 ** 18 + 1])('is exact where float32 has no such whole number: row %i', async (row) => {
  const index = tf.tidy(() => flatIndex(tf.tensor1d([row], 'int32'), tf.tensor1d([8190], 'int32'), 8191));
  expect(Array.from(await index.data())).toEqual([row * 8191 + 8190]);
  index.dispose();
});

it('is taken by another index as it is', async () => {
  const numbers = [2 ** 24 + 1, -(2 ** 24) - 1, 2 ** 31 - 1, -(2 ** 31)];
  const taken = tf.tidy(() => gatherRows(tf.tensor1d(numbers, 'int32'), tf.tensor1d([3, 2, 1, 0], 'int32')));
  expect(Array.from(await taken.data())).toEqual(numbers.reverse());
  taken.dispose();
});
