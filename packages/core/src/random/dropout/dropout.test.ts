import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { fromRow, key } from '../../key.js';
import { expectClose, expectGradients, opPaths } from '../../testing/index.js';
import { dropout } from './dropout.js';
import { normal } from '../draw/normal.js';
import { uniform } from '../draw/uniform.js';

const training = { training: true, key: key(5) };

it('drops the share that it should, and keeps the mean', async () => {
  const x = tf.ones([10_000]);
  const y = dropout(x, 0.3, training);
  const numbers = Array.from(await y.data());
  const dropped = numbers.filter((value) => value === 0).length;
  expect(Math.abs(dropped - 3000)).toBeLessThan(4 * Math.sqrt(10_000 * 0.3 * 0.7));
  const kept = numbers.find((value) => value !== 0);
  expect(kept).toBeCloseTo(1 / 0.7, 6);
  tf.dispose([x, y]);
});

describe.each(opPaths('core'))('with $path', ({ run }) => {
  it.each([1, 4, 7, 1000, 5003])('drops what the uniform numbers of its key say, of %i numbers', (size) =>
    run(async () => {
      const x = normal(key(1), [size]);
      const y = dropout(x, 0.3, training);
      const expected = tf.tidy(() => {
        const kept = tf.cast(tf.greaterEqual(uniform(training.key, [size]), 0.3), 'float32');
        return tf.div(tf.mul(x, kept), 0.7);
      });
      await expectClose(y, expected, 1e-6);
      tf.dispose([x, y, expected]);
    }),
  );
});

it('drops of a part of the rows what it drops of all', async () => {
  const x = tf.ones<tf.Rank.R2>([7, 5]);
  const part = tf.ones<tf.Rank.R2>([4, 5]);
  const [all, later] = [dropout(x, 0.5, training), dropout(part, 0.5, { ...training, key: fromRow(training.key, 3) })];
  expect(Array.from(await later.data())).toEqual(Array.from(await all.data()).slice(3 * 5));
  tf.dispose([x, part, all, later]);
});

it('gives the same numbers for the same key', async () => {
  const x = normal(key(0), [50]);
  const [first, second] = [dropout(x, 0.5, training), dropout(x, 0.5, training)];
  expect(await first.data()).toEqual(await second.data());
  tf.dispose([x, first, second]);
});

it('has the gradients of finite differences', async () => {
  const x = normal(key(0), [10]);
  await expectGradients((y: tf.Tensor1D) => tf.sum<tf.Scalar>(tf.square(dropout(y, 0.5, training))), [x] as const);
  x.dispose();
});

it('changes nothing outside training', async () => {
  const x = normal(key(0), [10]);
  const y = dropout(x, 0.5, { training: false, key: key(5) });
  await expectClose(y, x, 0);
  tf.dispose([x, y]);
});

it('says which rates there are', () => {
  const x = tf.ones([1]);
  expect(() => dropout(x, 1, training)).toThrow('dropout: the rate must be in [0, 1), got 1');
  x.dispose();
});
