import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { key } from '../../key.js';
import { nativeOps } from '../../native/runNative.js';
import { normal } from '../../random/draw/normal.js';
import { expectClose, expectGradients, opPaths } from '../../testing/index.js';
import { segmentSum } from './segmentSum.js';
import { weightedSegmentSum } from '../weightedSegmentSum/weightedSegmentSum.js';

describe.each(opPaths('core'))('with $path', ({ run }) => {
  it('sums the rows of each segment', () =>
    run(async () => {
      const [values, segment] = [
        tf.tensor2d([
          [1, 2],
          [3, 4],
          [5, 6],
        ]),
        tf.tensor1d([3, 0, 3], 'int32'),
      ];
      const sums = segmentSum(values, segment, 5);
      await expectClose(
        sums,
        tf.tidy(() => [
          [3, 4],
          [0, 0],
          [0, 0],
          [6, 8],
          [0, 0],
        ]),
      );
      tf.dispose([values, segment, sums]);
    }));

  it('sums whole numbers and truth values that were cast', () =>
    run(async () => {
      const sums = tf.tidy(() => {
        const segment = tf.tensor1d([1, 0, 1], 'int32');
        const cast = [tf.add(segment, tf.scalar(1, 'int32')), tf.notEqual(segment, tf.scalar(0, 'int32'))];
        return tf.stack(cast.map((one) => segmentSum(tf.cast<tf.Tensor1D>(one as tf.Tensor1D, 'float32'), segment, 2)));
      });
      await expectClose(sums, [1, 4, 0, 2]);
      sums.dispose();
    }));

  it('sums numbers', () =>
    run(async () => {
      const [values, segment] = [tf.tensor1d([1, 2, 4]), tf.tensor1d([1, 0, 1], 'int32')];
      const sums = segmentSum(values, segment, 2);
      await expectClose(sums, [2, 5]);
      tf.dispose([values, segment, sums]);
    }));

  it('gives zeros for no rows', () =>
    run(async () => {
      const [values, segment] = [tf.zeros<tf.Rank.R2>([0, 2]), tf.tensor1d([], 'int32')];
      const sums = segmentSum(values, segment, 2);
      await expectClose(sums, [0, 0, 0, 0]);
      tf.dispose([values, segment, sums]);
    }));

  // On a software WebGPU it takes nine seconds; there, sizes are i32 and can be nothing else.
  it.skipIf(tf.getBackend() === 'webgpu')('has more segments than float32 has whole numbers', () =>
    run(async () => {
      const segments = 2 ** 24 + 2;
      const [values, segment] = [tf.tensor1d([1, 2, 4]), tf.tensor1d([0, segments - 2, segments - 1], 'int32')];
      const last = tf.tidy(() => tf.slice(segmentSum(values, segment, segments), [segments - 3], [3]));
      await expectClose(last, [0, 2, 4]);
      tf.dispose([values, segment, last]);
    }),
  );

  it('sums the rows of a segment in their order, on every backend', () =>
    run(async () => {
      const rows = 2000;
      const values = normal(key(0), [rows, 2]);
      const segment = tf.tensor1d(
        Int32Array.from({ length: rows }, (_, i) => (i * 31) % 3),
        'int32',
      );
      const sums = segmentSum(values, segment, 3);
      expect(Array.from(await sums.data())).toEqual(
        sumsInOrder(await values.data<'float32'>(), await segment.data(), 3),
      );
      tf.dispose([values, segment, sums]);
    }));

  it('has the gradients of finite differences', () =>
    run(async () => {
      const values = normal(key(0), [4, 2]);
      const segment = tf.tensor1d([1, 2, 1, 0], 'int32');
      await expectGradients((x: tf.Tensor2D) => tf.sum<tf.Scalar>(tf.square(segmentSum(x, segment, 4))), [
        values,
      ] as const);
      tf.dispose([values, segment]);
    }));
});

function sumsInOrder(values: Float32Array, segment: ArrayLike<number>, segments: number): number[] {
  const sums = new Float32Array(2 * segments);
  for (let i = 0; i < values.length; i++) sums[2 * segment[i >> 1] + (i & 1)] += values[i];
  return Array.from(sums);
}

describe.each(opPaths('core'))('weighted, with $path', ({ run }) => {
  const problem = () => ({
    values: normal(key(0), [7, 19]),
    weight: normal(key(1), [7]),
    segment: tf.tensor1d([3, 1, 3, 0, 1, 3, 3], 'int32'),
  });

  it('sums the products of each segment', () =>
    run(async () => {
      const rows = problem();
      const sums = weightedSegmentSum(rows, 5);
      const products = tf.tidy(() =>
        segmentSum(tf.mul<tf.Tensor2D>(rows.values, tf.expandDims(rows.weight, 1)), rows.segment, 5),
      );
      await expectClose(sums, products);
      tf.dispose([...Object.values(rows), sums, products]);
    }));

  it('has the gradients of finite differences', () =>
    run(async () => {
      const { segment, ...rows } = problem();
      const loss = (values: tf.Tensor2D, weight: tf.Tensor1D) =>
        tf.sum<tf.Scalar>(tf.square(weightedSegmentSum({ values, weight, segment }, 5)));
      await expectGradients(loss, [rows.values, rows.weight] as const);
      tf.dispose([segment, ...Object.values(rows)]);
    }));
});

it.runIf(nativeOps('core'))('refuses a segment that is not there', () => {
  const [values, segment] = [tf.zeros<tf.Rank.R2>([1, 2]), tf.tensor1d([3], 'int32')];
  expect(() => segmentSum(values, segment, 3)).toThrow('segment 3 is not one of 3');
  tf.dispose([values, segment]);
});
