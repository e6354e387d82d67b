import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { key } from '../../key.js';
import { uniform } from '../../random/draw/uniform.js';
import { expectClose, opPaths } from '../../testing/index.js';
import { topKIndices } from './topKIndices.js';

/** The first k of a stable sort by falling value. */
function expected(x: number[][], k: number): number[][] {
  return x.map((row) =>
    row
      .map((_value, i) => i)
      .sort((a, b) => (row[a] === row[b] ? a - b : row[b] - row[a]))
      .slice(0, k),
  );
}

it('finds the largest numbers, the largest first', async () => {
  const x = tf.tensor2d([
    [1, 4, 2, 3],
    [-1, -4, -2, -3],
  ]);
  const indices = topKIndices(x, 2);
  expect(indices.dtype).toBe('int32');
  expect(await indices.array()).toEqual([
    [1, 3],
    [0, 2],
  ]);
  tf.dispose([x, indices]);
});

it.each([
  [5, 7, 1],
  [5, 7, 7],
  [3, 200, 4],
  [2, 1, 1],
])('breaks ties by the lowest index in [%i, %i], k = %i', async (rows, columns, k) => {
  const x = tf.tidy(() => tf.floor(uniform(key(columns), [rows, columns], 0, 4)));
  const indices = topKIndices(x, k);
  expect(await indices.array()).toEqual(expected(await x.array(), k));
  tf.dispose([x, indices]);
});

describe.each(opPaths('core'))('with $path', ({ run }) => {
  it.each([
    [[NaN, 5, 1]],
    [[5, NaN, NaN, 1]],
    [[NaN, NaN, NaN]],
    [[-Infinity, NaN, Infinity, 0, NaN, Infinity]],
    [Array.from({ length: 70 }, (_, i) => (i % 3 === 0 ? NaN : i))],
  ])('takes NaN for −∞, and gives each index once: %j', (row) =>
    run(async () => {
      const x = tf.tensor2d([row]);
      const ranked = row.map((number) => (Number.isNaN(number) ? -Infinity : number));
      for (const k of [1, 2, row.length]) {
        const indices = topKIndices(x, k);
        expect(await indices.array()).toEqual(expected([ranked], k));
        indices.dispose();
      }
      x.dispose();
    }),
  );
});

it('takes the first experts when all are equal', async () => {
  const x = tf.zeros<tf.Rank.R2>([2, 9]);
  const indices = topKIndices(x, 3);
  expect(await indices.array()).toEqual([
    [0, 1, 2],
    [0, 1, 2],
  ]);
  tf.dispose([x, indices]);
});

it('has no gradient', async () => {
  const x = tf.tensor2d([[1, 3, 2]]);
  const dx = tf.tidy(() =>
    tf.grad((y: tf.Tensor) => tf.sum(tf.add(y, tf.sum(tf.cast(topKIndices(y as tf.Tensor2D, 2), 'float32')))))(x),
  );
  await expectClose(dx, [1, 1, 1]);
  tf.dispose([x, dx]);
});

it('says which k it needs', () => {
  const x = tf.tensor2d([[1, 3, 2]]);
  expect(() => topKIndices(x, 4)).toThrow('topKIndices: k must be an integer from 1 to 3, the width of x, got 4');
  x.dispose();
});
