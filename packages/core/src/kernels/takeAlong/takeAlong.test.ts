import * as tf from '@tensorflow/tfjs-core';
import { expect, it } from 'vitest';
import { key } from '../../key.js';
import { normal } from '../../random/draw/normal.js';
import { expectClose, expectGradients } from '../../testing/index.js';
import { takeAlong } from './takeAlong.js';

it('takes numbers of each row', async () => {
  const [x, indices] = [
    tf.tensor2d([
      [1, 2, 3],
      [4, 5, 6],
    ]),
    tf.tensor2d(
      [
        [2, 0],
        [1, 1],
      ],
      [2, 2],
      'int32',
    ),
  ];
  const taken = takeAlong(x, indices);
  await expectClose(taken, [
    [3, 1],
    [5, 5],
  ]);
  tf.dispose([x, indices, taken]);
});

it('has the gradients of finite differences, also where a number is taken twice', async () => {
  const x = normal(key(0), [2, 3]);
  const indices = tf.tensor2d(
    [
      [2, 0],
      [1, 1],
    ],
    [2, 2],
    'int32',
  );
  await expectGradients((y: tf.Tensor2D) => tf.sum<tf.Scalar>(tf.square(takeAlong(y, indices))), [x] as const);
  tf.dispose([x, indices]);
});

it('says that rows must agree', () => {
  const [x, indices] = [tf.zeros<tf.Rank.R2>([2, 3]), tf.zeros<tf.Rank.R2>([1, 3], 'int32')];
  expect(() => takeAlong(x, indices)).toThrow('takeAlong: x [2,3] and indices [1,3] need the same number of rows');
  tf.dispose([x, indices]);
});
