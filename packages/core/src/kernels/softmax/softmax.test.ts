import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { expectClose, expectGradients } from '../../testing/index.js';
import { softmax } from './softmax.js';

/** Σ w · softmax(x), with a wave for w where nothing else is said. */
async function gradientOf(
  x: tf.Tensor2D,
  mask?: tf.Tensor,
  w = tf.tidy(() => tf.cos(tf.range(0, x.size))),
): Promise<number[]> {
  const dx = tf.tidy(() =>
    tf.grad((z: tf.Tensor) => tf.sum(tf.mul(tf.reshape(w, x.shape), softmax(z as tf.Tensor2D, mask))))(x),
  );
  const numbers = Array.from(await dx.data());
  tf.dispose([dx, w, x, mask ?? []]);
  return numbers;
}

const zeros = (count: number) => new Array<number>(count).fill(0);
const magnitudes = (numbers: number[]) => numbers.map(Math.abs);

describe('softmax', () => {
  it('sums to 1 in each row', async () => {
    const y = tf.tidy(() => softmax(tf.tensor2d([0, 0, Math.log(3), 1e30, 1e30, -1e30], [2, 3])));
    await expectClose(y, [0.2, 0.2, 0.6, 0.5, 0.5, 0], 1e-6);
    y.dispose();
  });

  it('has the gradients of finite differences', async () => {
    const x = tf.tensor2d([1, 0.5, -1, 0.2, 2, 1], [2, 3]);
    const mask = tf.tensor2d([true, true, false, true, true, true] as never, [2, 3], 'bool');
    const wave = tf.tensor2d([1, -2, 3, 0.5, 2, 1], [2, 3]);
    for (const taking of [undefined, mask]) {
      await expectGradients((z: tf.Tensor2D) => tf.sum(tf.mul(wave, softmax(z, taking))), [x] as const);
    }
    tf.dispose([x, mask, wave]);
  });

  it('is exactly 1 of a number that stands alone, and its gradient exactly 0', async () => {
    const x = tf.tidy(() => tf.mul<tf.Tensor2D>(tf.sin(tf.reshape(tf.range(0, 100), [100, 1])), 7));
    const y = softmax(x);
    expect(Array.from(await y.data())).toEqual(zeros(100).fill(1));
    y.dispose();
    expect(magnitudes(await gradientOf(x))).toEqual(zeros(100));
  });

  it('has a gradient of exactly 0 where one of the mask, or one number, takes all', async () => {
    const rows = 40;
    const x = tf.tidy(() => tf.mul<tf.Tensor2D>(tf.sin(tf.reshape(tf.range(0, 3 * rows), [rows, 3])), 7));
    const alone = tf.tidy(() => tf.cast(tf.oneHot(tf.range(0, rows, 1, 'int32'), 3), 'bool'));
    expect(magnitudes(await gradientOf(x, alone))).toEqual(zeros(3 * rows));
    const taking = tf.tidy(() => tf.tile<tf.Tensor2D>(tf.tensor2d([[-1e4, 3, -Infinity]]), [rows, 1]));
    expect(magnitudes(await gradientOf(taking))).toEqual(zeros(3 * rows));
  });

  it('has a gradient of exactly 0 where all are wanted alike', async () => {
    const x = tf.tidy(() => tf.sin<tf.Tensor2D>(tf.reshape(tf.range(0, 60), [20, 3])));
    expect(magnitudes(await gradientOf(x, undefined, tf.fill([60], 0.7)))).toEqual(zeros(60));
  });

  it.each([1, 3])('takes no row, of %i', async (columns) => {
    const x = tf.zeros<tf.Rank.R2>([0, columns]);
    expect(await gradientOf(x, tf.zeros([0, columns], 'bool'))).toEqual([]);
  });

  it('is NaN in rows of NaN and ∞ alone, and 0 where the mask leaves none', async () => {
    const x = tf.tensor2d([NaN, 1, Infinity, 1, -Infinity, 1, -Infinity, -Infinity, NaN, NaN], [5, 2]);
    const mask = tf.tidy(() => tf.cast(tf.tensor2d([0, 1, 1, 1, 1, 1, 1, 1, 0, 0], [5, 2]), 'bool'));
    const [all, some] = [softmax(x), softmax(x, mask)];
    expect(Array.from(await all.data())).toEqual([NaN, NaN, NaN, NaN, 0, 1, NaN, NaN, NaN, NaN]);
    expect(Array.from(await some.data())).toEqual([0, 1, NaN, NaN, 0, 1, NaN, NaN, 0, 0]);
    tf.dispose([x, mask, all, some]);
  });
});
