import { key, normal } from '@outrageous/core';
import { expectClose, expectGradients, opPaths } from '@outrageous/core/testing';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { tensorOf } from '../../fixtures/agreesWithTorch.js';
import torch from '../../fixtures/crossEntropy.json' with { type: 'json' };
import { crossEntropy } from './crossEntropy.js';

/** A loss and its gradient, of which the caller disposes. */
const lossAndGradient = (logits: tf.Tensor2D, labels: tf.Tensor1D, weights?: tf.Tensor1D) =>
  tf.tidy(() => tf.valueAndGrad((x: tf.Tensor2D) => crossEntropy(x, labels, weights))(logits));

/** The loss of one row of logits, and its gradient, in JavaScript's numbers. */
function inFloat64(logits: readonly number[], label: number): { loss: number; gradient: number[] } {
  const below = logits.map((logit) => logit - Math.max(...logits));
  const sum = below.reduce((all, one) => all + Math.exp(one), 0);
  return {
    loss: Math.log(sum) - below[label],
    gradient: below.map((one, i) => Math.exp(one) / sum - (i === label ? 1 : 0)),
  };
}

/** NaN is near NaN, and an infinity near itself. */
function expectNear(got: ArrayLike<number>, wanted: readonly number[]): void {
  expect(Array.from(got, (number) => number + 0)).toEqual(
    wanted.map((number) => (Number.isFinite(number) ? closeTo(number) : number)),
  );
}

const closeTo = (number: number): unknown =>
  expect.closeTo(number, 5 - Math.ceil(Math.log10(Math.max(1, Math.abs(number)))));

describe.each(opPaths('trainer'))('crossEntropy with $path', ({ run }) => {
  it.each([
    ['of all rows', torch.mean, undefined],
    ['of weighted rows', torch.weighted, torch.weights],
  ])("is PyTorch's, %s", (_what, expected, weights) =>
    run(async () => {
      const inputs = [tensorOf(torch.logits), tf.tensor1d(torch.labels, 'int32')] as [tf.Tensor2D, tf.Tensor1D];
      const weight = weights && tf.tensor1d(weights);
      const { value, grad } = lossAndGradient(...inputs, weight);
      await expectClose(value, expected.loss);
      await expectClose(grad, expected.gradient.values);
      tf.dispose([...inputs, value, grad, weight ?? []]);
    }),
  );

  it('has the gradient of finite differences', () =>
    run(async () => {
      const logits = tf.tensor2d([1, -0.5, 0.25, 0, 2, -1], [2, 3]);
      const [labels, weights] = [tf.tensor1d([2, 0], 'int32'), tf.tensor1d([0.5, 1])];
      await expectGradients((x: tf.Tensor2D) => crossEntropy(x, labels), [logits] as const);
      await expectGradients((x: tf.Tensor2D, w: tf.Tensor1D) => crossEntropy(x, labels, w), [logits, weights] as const);
      tf.dispose([logits, labels, weights]);
    }));

  it('is the logarithm of the classes where nothing is known', () =>
    run(async () => {
      const [logits, labels] = [tf.zeros<tf.Rank.R2>([3, 7]), tf.tensor1d([0, 3, 6], 'int32')];
      const loss = crossEntropy(logits, labels);
      await expectClose(loss, Math.log(7), 1e-6);
      tf.dispose([logits, labels, loss]);
    }));

  it('is 0 where all is padding, and moves nothing', () =>
    run(async () => {
      const [logits, labels] = [tf.tensor2d([1, -0.5, 0.25, 0], [2, 2]), tf.tensor1d([1, 0], 'int32')];
      const weights = tf.zeros<tf.Rank.R1>([2]);
      const { value, grad } = lossAndGradient(logits, labels, weights);
      await expectClose(value, 0);
      await expectClose(grad, [0, 0, 0, 0]);
      tf.dispose([logits, labels, weights, value, grad]);
    }));

  it('is 0 where there is no row', () =>
    run(async () => {
      const [logits, labels] = [tf.zeros<tf.Rank.R2>([0, 3]), tf.tensor1d([], 'int32')];
      const { value, grad } = lossAndGradient(logits, labels);
      await expectClose(value, 0);
      tf.dispose([logits, labels, value, grad]);
    }));

  it('is exact for logits of any size', () =>
    run(async () => {
      const [logits, labels] = [tf.tensor2d([1000, 0, -1000, 500, 500, -1e4], [2, 3]), tf.tensor1d([1, 0], 'int32')];
      const { value, grad } = lossAndGradient(logits, labels);
      await expectClose(value, (1000 + Math.log(2)) / 2, 1e-6);
      await expectClose(grad, [0.5, -0.5, 0, -0.25, 0.25, 0]);
      tf.dispose([logits, labels, value, grad]);
    }));

  // Differences within a row are of one size, or of the row's: both have to survive whatever the row's size is.
  it.each([
    ['large and close', [1e8, 1e8, 1e8 - 24], 2],
    ['large and equal', [-1e30, -1e30, -1e30], 0],
    ['large and far apart', [1e30, -1e30, 1e30], 0],
    ['as large as there are', [3e38, -3e38, 0], 0],
    ['tiny', [1e-30, -1e-30, 0], 1],
    ['impossible in part', [-Infinity, 1, 2], 2],
    ['of an impossible label', [-Infinity, 1, 1], 0],
    ['infinite', [Infinity, 1, 1], 1],
    ['NaN', [1, NaN, 2], 0],
    ['all impossible', [-Infinity, -Infinity, -Infinity], 0],
  ])('is what it is in float64 for logits that are %s', (_what, row, label) =>
    run(async () => {
      const [logits, labels] = [tf.tensor2d([row, [0, 0, 0]]), tf.tensor1d([label, 0], 'int32')];
      const weights = tf.tensor1d([0.5, 0]);
      const { value, grad } = lossAndGradient(logits, labels, weights);
      const exact = inFloat64(Array.from(Float32Array.from(row)), label);
      expectNear(await value.data(), [exact.loss]);
      expectNear(await grad.data(), [...exact.gradient, 0, 0, 0]);
      tf.dispose([logits, labels, weights, value, grad]);
    }),
  );

  it.each([
    ['NaN', NaN, 1],
    ['infinite', Infinity, 1],
    ['without a label', 1, -1],
    ['of a label beyond the last', 1, 2],
  ])('takes nothing of a row of weight zero that is %s', (_what, number, label) =>
    run(async () => {
      const [logits, labels] = [tf.tensor2d([1, 2, number, number], [2, 2]), tf.tensor1d([0, label], 'int32')];
      const weights = tf.tensor1d([1e-30, 0]);
      const { value, grad } = lossAndGradient(logits, labels, weights);
      const chosen = 1 / (1 + Math.exp(1));
      await expectClose(value, -Math.log(chosen));
      await expectClose(grad, [chosen - 1, 1 - chosen, 0, 0]);
      tf.dispose([logits, labels, weights, value, grad]);
    }),
  );

  it.each([-1, 2])('knows no label %i of two', (label) =>
    run(async () => {
      const [logits, labels] = [tf.tensor2d([1, 2, 3, 4], [2, 2]), tf.tensor1d([0, label], 'int32')];
      const call = () => lossAndGradient(logits, labels);
      if (tf.getBackend() === 'webgpu') {
        const { value, grad } = call();
        expectNear(await value.data(), [NaN]);
        expectNear((await grad.data()).subarray(2), [NaN, NaN]);
        tf.dispose([value, grad]);
      } else {
        expect(call).toThrow(new RegExp(`(label|column) ${label} is not one of 2`));
      }
      tf.dispose([logits, labels]);
    }),
  );

  it.each([
    [1, 2],
    [3, 300],
    [130, 5],
  ])('follows its equations on %i rows of %i classes', (rows, classes) =>
    run(async () => {
      const logits = normal(key(rows), [rows, classes]);
      const labels = tf.tensor1d(
        Int32Array.from({ length: rows }, (_, row) => (row * 7) % classes),
        'int32',
      );
      const { value, grad } = lossAndGradient(logits, labels);
      const [loss, gradient] = tf.tidy((): [tf.Tensor, tf.Tensor] => {
        const chosen = tf.oneHot(labels, classes);
        const mean = tf.mul(-1, tf.mean(tf.sum(tf.mul(chosen, tf.logSoftmax(logits)), 1)));
        return [mean, tf.div(tf.sub(tf.softmax(logits), chosen), rows)];
      });
      await expectClose(value, loss);
      await expectClose(grad, gradient);
      tf.dispose([logits, labels, value, grad, loss, gradient]);
    }),
  );

  it('gives rows of weight zero no gradient', () =>
    run(async () => {
      const [logits, labels] = [tf.tensor2d([1, 2, 3, 4], [2, 2]), tf.tensor1d([0, 1], 'int32')];
      const weights = tf.tensor1d([1, 0]);
      const { value, grad } = lossAndGradient(logits, labels, weights);
      const chosen = 1 / (1 + Math.exp(1));
      await expectClose(value, -Math.log(chosen));
      await expectClose(grad, [chosen - 1, 1 - chosen, 0, 0]);
      tf.dispose([logits, labels, weights, value, grad]);
    }));
});

it.each([
  ['too few labels', [1], 'int32', [2], 'labels int32 [1], weights [2]'],
  ['labels that are not integers', [2], 'float32', [2], 'labels float32 [2], weights [2]'],
  ['too many weights', [2], 'int32', [3], 'labels int32 [2], weights [3]'],
] as const)('refuses %s', (_what, labels, dtype, weights, got) => {
  tf.tidy(() => {
    const call = () => crossEntropy(tf.zeros([2, 3]), tf.zeros([...labels], dtype), tf.zeros([...weights]));
    expect(call).toThrow(
      `crossEntropy: got logits [2,3], ${got}; needs one int32 label and one weight for each row of logits`,
    );
  });
});
