import { type Routing, segmentSum, withoutLoss } from '@outrageous/core';
import { expectClose, expectGradients } from '@outrageous/core/testing';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { mixedScores } from './mixedScores.js';

/** Words by models: p of each word, by each model. */
const probabilities = [
  [0.5, 0.1, 0.2],
  [1e-4, 0.3, 0.01],
];

describe('mixedScores', () => {
  it('is the logarithm of the weighted mean of probabilities', async () => {
    const weights = [0.2, 0.5, 0.3, 0.6, 0.1, 0.3];
    const mixed = tf.tidy(() => mixedScores(denseRouting(tf.tensor1d(weights)), tf.log(tf.tensor2d(probabilities))));
    const expected = probabilities.map((row, t) => row.reduce((sum, p, i) => sum + weights[t * 3 + i] * p, 0));
    await expectClose(mixed, expected.map(Math.log));
    mixed.dispose();
  });

  it('takes slots in any order, and models that were not chosen for none', async () => {
    const mixed = tf.tidy(() => {
      const routing = routingOf([1, 0, 1], [2, 0, 1], tf.tensor1d([0.25, 1, 0.75]));
      return mixedScores(routing, tf.log(tf.tensor2d(probabilities)));
    });
    await expectClose(mixed, [0.5, 0.25 * 0.01 + 0.75 * 0.3].map(Math.log));
    mixed.dispose();
  });

  it('is exact for words that are too rare for a float', async () => {
    const mixed = tf.tidy(() => mixedScores(routingOf([0, 0], [0, 1], tf.fill([2], 0.5)), tf.tensor2d([[-200, -201]])));
    await expectClose(mixed, [-200 + Math.log((1 + Math.exp(-1)) / 2)], 1e-4);
    mixed.dispose();
  });

  it('has the gradients of finite differences, by weights and by scores', async () => {
    const weight = tf.tensor1d([0.2, 0.5, 0.3, 0.6, 0.1, 0.3]);
    const scores = tf.tensor2d([0.4, 0.1, 0.2, 0.6, 0.05, 0.4].map(Math.log), [2, 3]);
    await expectGradients(
      (weights: tf.Tensor1D, given: tf.Tensor2D) => tf.sum<tf.Scalar>(mixedScores(denseRouting(weights), given)),
      [weight, scores] as const,
    );
    tf.dispose([weight, scores]);
  });

  it('stays finite where a gate chose only what is impossible', async () => {
    const mixed = tf.tidy(() => mixedScores(routingOf([0], [1], tf.ones([1])), tf.tensor2d([[-1, -300]])));
    expect(Number.isFinite((await mixed.data())[0])).toBe(true);
    mixed.dispose();
  });
});

/** Every model for each of two words. */
function denseRouting(weight: tf.Tensor1D): Routing {
  return routingOf([0, 0, 0, 1, 1, 1], [0, 1, 2, 0, 1, 2], weight);
}

function routingOf(tokens: readonly number[], chosen: readonly number[], weight: tf.Tensor1D): Routing {
  const [token, expert] = [tokens, chosen].map((numbers) => tf.tensor1d([...numbers], 'int32'));
  const importance = segmentSum(weight, expert, 3);
  return { token, expert, weight, experts: 3, sums: { importance, load: importance }, measure: withoutLoss };
}
