import * as tf from '@tensorflow/tfjs-core';
import { it } from 'vitest';
import { key } from '../../key.js';
import { normal } from '../../random/draw/draw.js';
import { expectClose, expectGradients } from '../../testing/index.js';
import { gatherRows } from './gatherRows.js';

it('takes rows, some more than once', async () => {
  const [rows, index] = [
    tf.tensor2d([
      [1, 2],
      [3, 4],
      [5, 6],
    ]),
    tf.tensor1d([2, 0, 2, 1], 'int32'),
  ];
  const taken = gatherRows(rows, index);
  await expectClose(taken, [
    [5, 6],
    [1, 2],
    [5, 6],
    [3, 4],
  ]);
  tf.dispose([rows, index, taken]);
});

it('takes numbers', async () => {
  const [rows, index] = [tf.tensor1d([1, 2, 4]), tf.tensor1d([2, 0], 'int32')];
  const taken = gatherRows(rows, index);
  await expectClose(taken, [4, 1]);
  tf.dispose([rows, index, taken]);
});

it('takes integers', async () => {
  const [rows, index] = [tf.tensor1d([1, 2, 4], 'int32'), tf.tensor1d([2, 0], 'int32')];
  const taken = gatherRows(rows, index);
  await expectClose(
    taken,
    tf.tidy(() => [4, 1]),
  );
  tf.dispose([rows, index, taken]);
});

it('takes nothing', async () => {
  const [rows, index] = [tf.tensor2d([[1, 2]]), tf.tensor1d([], 'int32')];
  const taken = gatherRows(rows, index);
  await expectClose(taken, []);
  tf.dispose([rows, index, taken]);
});

it.each([1, 2])('has the gradients of finite differences in rank %i', async (rank) => {
  const rows = normal(key(0), [3, 2].slice(0, rank)) as tf.Tensor2D;
  const index = tf.tensor1d([2, 0, 2, 2], 'int32');
  await expectGradients((x: tf.Tensor2D) => tf.sum<tf.Scalar>(tf.square(gatherRows(x, index))), [rows] as const);
  tf.dispose([rows, index]);
});
