import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { key } from '../../key.js';
import { nativeOps } from '../../native/runNative.js';
import { normal } from '../../random/draw/normal.js';
import { multiplyOnHost, outerProducts } from './host.js';
import { multiplyNatively, outerNatively } from './native.js';

const offsetsOf = (...offsets: number[]) => tf.tensor1d(offsets, 'int32');

async function largestDifference(a: tf.Tensor, b: tf.Tensor): Promise<number> {
  const difference = tf.tidy(() => tf.max(tf.abs(tf.sub(a, b))));
  const [largest] = await difference.data();
  difference.dispose();
  return largest;
}

describe.runIf(tf.getBackend() === 'tensorflow' && nativeOps('core'))('native products', () => {
  it.each([
    ['deeper than one pass', 1100, 70],
    ['of many pieces', 40, 2100],
    ['of odd sizes', 513, 33],
  ])('%s are those of the composition', async (_name, depth, width) => {
    const rows = normal(key(0), [300, depth]);
    const bias = normal(key(2), [3, width]);
    for (const transposed of [false, true]) {
      const shape = transposed ? [3, width, depth] : [3, depth, width];
      const weights = normal(key(1), shape) as tf.Tensor3D;
      const offsets = offsetsOf(0, 25, 25, 300);
      const product = { rows, offsets, weights, bias, transposed, activation: 'relu' } as const;
      const [y, expected] = [multiplyNatively(product), tf.tidy(() => multiplyOnHost(product))];
      expect(await largestDifference(y, expected)).toBeLessThan(1e-5 * depth);
      tf.dispose([weights, offsets, y, expected]);
    }
    tf.dispose([rows, bias]);
  });

  it('writes gradients that are larger than the cache', async () => {
    const [left, right] = [normal(key(0), [10, 1100]), normal(key(1), [10, 1024])];
    const offsets = offsetsOf(0, 3, 3, 4, 9, 10);
    const [groups, sums] = outerNatively(left, right, offsets);
    const [present, expected] = tf.tidy(() => outerProducts(left, right, offsets));
    expect(Array.from(await groups.data())).toEqual(Array.from(await present.data()));
    expect(await largestDifference(sums, expected)).toBeLessThan(1e-4);
    tf.dispose([left, right, offsets, groups, sums, present, expected]);
  });

  it.each([1, 8, 37])('sums the rows of groups, %d columns', async (columns) => {
    const offsets = offsetsOf(0, 1, 1, 4, 8, 13, 24);
    const [weights, rows] = [normal(key(0), [24, 1]), normal(key(1), [24, columns])];
    const [groups, sums] = outerNatively(weights, rows, offsets);
    const [present, expected] = tf.tidy(() => outerProducts(weights, rows, offsets));
    expect(Array.from(await groups.data())).toEqual(Array.from(await present.data()));
    expect(await largestDifference(sums, expected)).toBeLessThan(1e-5);
    tf.dispose([weights, rows, offsets, groups, sums, present, expected]);
  });
});
