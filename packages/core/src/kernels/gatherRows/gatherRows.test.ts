import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { key } from '../../key.js';
import { nativeOps } from '../../native/runNative.js';
import { normal } from '../../random/draw/normal.js';
import { expectClose, expectGradients, opPaths } from '../../testing/index.js';
import { gatherRows } from './gatherRows.js';

describe.each(opPaths('core'))('with $path', ({ run }) => {
  it('takes rows, some more than once', () =>
    run(async () => {
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
    }));

  it('takes numbers', () =>
    run(async () => {
      const [rows, index] = [tf.tensor1d([1, 2, 4]), tf.tensor1d([2, 0], 'int32')];
      const taken = gatherRows(rows, index);
      await expectClose(taken, [4, 1]);
      tf.dispose([rows, index, taken]);
    }));

  it('takes integers', () =>
    run(async () => {
      const [rows, index] = [tf.tensor1d([1, 2, 4], 'int32'), tf.tensor1d([2, 0], 'int32')];
      const taken = gatherRows(rows, index);
      await expectClose(
        taken,
        tf.tidy(() => [4, 1]),
      );
      tf.dispose([rows, index, taken]);
    }));

  it('takes nothing', () =>
    run(async () => {
      const [rows, index] = [tf.tensor2d([[1, 2]]), tf.tensor1d([], 'int32')];
      const taken = gatherRows(rows, index);
      await expectClose(taken, []);
      tf.dispose([rows, index, taken]);
    }));

  it.each([1, 2])('has the gradients of finite differences in rank %i', (rank) =>
    run(async () => {
      const rows = normal(key(0), [3, 2].slice(0, rank)) as tf.Tensor2D;
      const index = tf.tensor1d([2, 0, 2, 2], 'int32');
      await expectGradients((x: tf.Tensor2D) => tf.sum<tf.Scalar>(tf.square(gatherRows(x, index))), [rows] as const);
      tf.dispose([rows, index]);
    }),
  );
});

it.runIf(nativeOps('core'))('refuses a row that is not there', () => {
  const [rows, index] = [tf.tensor2d([[1, 2]]), tf.tensor1d([1], 'int32')];
  expect(() => gatherRows(rows, index)).toThrow('row 1 is not one of 1');
  tf.dispose([rows, index]);
});
