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

  it.each([
    ['that only one of them knows, by far', [-1, -300], [1], [1], -300],
    [
      'that the best was not asked about',
      [-1, -300, -301],
      [1, 2],
      [0.5, 0.5],
      -300 + Math.log((1 + Math.exp(-1)) / 2),
    ],
    ['that one of them holds for impossible', [-Infinity, -2], [0, 1], [0.75, 0.25], -2 + Math.log(0.25)],
    ['that a tiny weight alone makes possible', [-1, -Infinity], [0, 1], [1e-30, 1], -1 + Math.log(1e-30)],
    ['that all hold for impossible', [-Infinity, -Infinity], [0, 1], [0.5, 0.5], -1e30],
    ['that no model was asked about', [-1, -2], [0, 1], [0, 0], -1e30],
    ['whose best model has no weight', [0, -200], [0, 1], [0, 1], -200],
  ])('is exact for a word %s', async (_what, scores, chosen, weights, expected) => {
    const mixed = tf.tidy(() =>
      mixedScores(
        routingOf(
          chosen.map(() => 0),
          chosen,
          tf.tensor1d(weights),
          scores.length,
        ),
        tf.tensor2d([scores]),
      ),
    );
    const [got] = await mixed.data();
    expect(got / expected).toBeCloseTo(1, 6);
    mixed.dispose();
  });
});

/** Every model for each of two words. */
function denseRouting(weight: tf.Tensor1D): Routing {
  return routingOf([0, 0, 0, 1, 1, 1], [0, 1, 2, 0, 1, 2], weight);
}

function routingOf(tokens: readonly number[], chosen: readonly number[], weight: tf.Tensor1D, experts = 3): Routing {
  const [token, expert] = [tokens, chosen].map((numbers) => tf.tensor1d([...numbers], 'int32'));
  const importance = segmentSum(weight, expert, experts);
  return { token, expert, weight, experts, sums: { importance, load: importance }, measure: withoutLoss };
}
