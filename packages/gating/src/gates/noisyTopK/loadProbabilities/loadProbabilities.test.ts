import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { key, nativeOps, normal } from '@outrageous/core';
import { expectClose, expectGradients, opPaths } from '@outrageous/core/testing';
import { cvSquared } from '../../../losses/cvSquared.js';
import { keepTopK } from '../../../parts/keepTopK.js';
import { loadProbabilities } from './loadProbabilities.js';

/** Computed in float64 by two independent programs: 4 experts, k = 2, noise floor 0.01. */
const golden = {
  clean: [
    [1, 0.5, 0, -0.5],
    [-1, 0, 0.25, 0.5],
  ],
  rawNoise: [
    [0, 0, 0, 0],
    [1, -1, 0, 0.5],
  ],
  draws: [
    [0.1, -0.2, 0.3, 0],
    [0.5, 1, -1, 0.2],
  ],
  gates: [
    [0.67061, 0.32939, 0, 0],
    [0, 0.407683, 0, 0.592317],
  ],
  probabilities: [
    [0.869106, 0.659496, 0.304644, 0.11082],
    [0.158655, 0.852389, 0.458509, 0.802875],
  ],
  importance: { sums: [0.67061, 0.737073, 0, 0.592317], cvSquared: 0.343834 },
  load: { sums: [1.027762, 1.511885, 0.763153, 0.913695], cvSquared: 0.070786 },
};

/** G(x), with its zeros. */
function denseGates(noisy: tf.Tensor2D): tf.Tensor2D {
  const { chosen, kept } = keepTopK(noisy, 2);
  const where = tf.oneHot(chosen, noisy.shape[1]);
  return tf.sum(tf.mul(tf.expandDims(tf.softmax(kept), 2), where), 1);
}

function goldenLogits() {
  const clean = tf.tensor2d(golden.clean);
  const std = tf.add<tf.Tensor2D>(tf.softplus(tf.tensor2d(golden.rawNoise)), 1e-2);
  const noisy = tf.add<tf.Tensor2D>(clean, tf.mul(tf.tensor2d(golden.draws), std));
  return { clean, noisy, std };
}

function probabilitiesOf(clean: tf.Tensor2D, noisy: tf.Tensor2D, std: tf.Tensor2D, k: number): tf.Tensor2D {
  return loadProbabilities({ clean, noisy, std }, keepTopK(noisy, k));
}

describe.each(opPaths('gating'))('the golden gate, by $path', ({ run }) => {
  const expected = {
    gates: golden.gates,
    probabilities: golden.probabilities,
    importance: golden.importance.sums,
    importanceCvSquared: golden.importance.cvSquared,
    load: golden.load.sums,
    loadCvSquared: golden.load.cvSquared,
  };

  it.each(Object.entries(expected))('has the right %s', (name, numbers) =>
    run(async () => {
      const result = tf.tidy(() => {
        const { clean, noisy, std } = goldenLogits();
        const gates = denseGates(noisy);
        const probabilities = probabilitiesOf(clean, noisy, std, 2);
        const importance = tf.sum<tf.Tensor1D>(gates, 0);
        const load = tf.sum<tf.Tensor1D>(probabilities, 0);
        const all: Record<string, tf.Tensor> = { gates, probabilities, importance, load };
        return all[name] ?? cvSquared(name === 'loadCvSquared' ? load : importance);
      });
      await expectClose(result, numbers, 2e-6);
      result.dispose();
    }),
  );
});

describe.each(opPaths('gating'))('loadProbabilities by $path', ({ run }) => {
  it('has the gradients of finite differences, through the thresholds too', () =>
    run(async () => {
      const [clean, noisy, std] = tf.tidy(() => Object.values(goldenLogits()));
      const wave = tf.tensor2d([1, -2, 3, 0.5, 2, 1, -1, 0.7], [2, 4]);
      await expectGradients(
        (c: tf.Tensor2D, h: tf.Tensor2D, s: tf.Tensor2D) => tf.sum(tf.mul(wave, probabilitiesOf(c, h, s, 2))),
        [clean, noisy, std] as const,
      );
      tf.dispose([clean, noisy, std, wave]);
    }));

  const inf = Infinity;
  it.each<[string, { clean: number[]; std?: number[]; noisy?: number[]; k?: number }, number[]]>([
    ['−∞ outside the top k', { clean: [1, -inf, 0.5, -inf] }, [1, 0, 1, 0]],
    ['∞ inside', { clean: [inf, 0, 1, 1] }, [1, 0.158655, 0.5, 0.5]],
    ['too many −∞, which tie', { clean: [1, -inf, -inf, -inf] }, [1, 0.5, 0.5, 0.5]],
    ['∞ that tie', { clean: [inf, inf, inf, 0] }, [0.5, 0.5, 0.5, 0]],
    ['a deviation of 0', { clean: [2, 1, 0, -1], std: [0, 0, 0, 0] }, [1, 1, 0, 0]],
    ['ties with a deviation of 0', { clean: [1, 1, 1, 0], std: [0, 0, 0, 0] }, [0.5, 0.5, 0.5, 0]],
    ['NaN outside the top k', { clean: [1, NaN, 0.5, 0], k: 1 }, [0.691462, NaN, 0.308538, 0.158655]],
    ['NaN as the deviation', { clean: [1, 0, 0.5, 0], std: [1, NaN, 1, 1], k: 1 }, [0.691462, NaN, 0.308538, 0.158655]],
    ['NaN at the edge', { clean: [1, NaN, NaN, NaN] }, [NaN, NaN, NaN, NaN]],
  ])('has its value, and no gradient of NaN but of NaN, for %s', (_, { clean, std = [1, 1, 1, 1], k = 2 }, expected) =>
    run(async () => {
      const [logits, deviations] = [tf.tensor2d([clean]), tf.tensor2d([std])];
      const gradients = tf.tidy(() => [
        probabilitiesOf(logits, logits, deviations, k),
        ...tf.grads((c: tf.Tensor, s: tf.Tensor) =>
          probabilitiesOf(c as tf.Tensor2D, c as tf.Tensor2D, s as tf.Tensor2D, k),
        )([logits, deviations]),
      ]);
      const [got, ...rest] = await Promise.all(gradients.map(async (one) => Array.from(await one.data())));
      got.forEach((one, i) => expect(one).toEqual(Number.isNaN(expected[i]) ? NaN : expect.closeTo(expected[i], 5)));
      if (!expected.some(Number.isNaN)) expect(rest.flat().every(Number.isFinite)).toBe(true);
      tf.dispose([logits, deviations, gradients]);
    }),
  );

  it.each([1e-30, 1e-15, 1, 1e15, 1e30])('is the same of all numbers multiplied with %f', (scale) =>
    run(async () => {
      const scaled = tf.tidy(() => Object.values(goldenLogits()).map((one) => tf.mul<tf.Tensor2D>(one, scale)));
      const [clean, noisy, std] = scaled;
      const probabilities = tf.tidy(() => probabilitiesOf(clean, noisy, std, 2));
      await expectClose(probabilities, golden.probabilities, 2e-6);
      tf.dispose([scaled, probabilities]);
    }),
  );

  it('is 1 for every expert where all are chosen', () =>
    run(async () => {
      const result = tf.tidy(() => {
        const { clean, noisy, std } = goldenLogits();
        return probabilitiesOf(clean, noisy, std, 4);
      });
      await expectClose(result, new Array<number>(8).fill(1));
      result.dispose();
    }));

  it('is one half for all of an evaluation with equal logits', () =>
    run(async () => {
      const result = tf.tidy(() => {
        const equal = tf.zeros<tf.Rank.R2>([1, 4]);
        return probabilitiesOf(equal, equal, tf.ones([1, 4]), 2);
      });
      await expectClose(result, [0.5, 0.5, 0.5, 0.5]);
      result.dispose();
    }));
});

describe.runIf(nativeOps('gating'))('the native load estimator', () => {
  it.each([3, 16, 33, 200])('and its gradient are those of plain ops, for %d experts', async (experts) => {
    const clean = normal(key(0), [50, experts]);
    const std = tf.tidy(() => tf.add<tf.Tensor2D>(tf.abs(normal(key(1), clean.shape)), 0.1));
    // Rounded, so that many are equal.
    const noisy = tf.tidy(() => tf.div<tf.Tensor2D>(tf.round(tf.mul(4, normal(key(2), clean.shape))), 4));
    const wave = tf.tidy(() => tf.reshape(tf.cos(tf.range(0, clean.size)), clean.shape));
    const gradient = tf.grads((c: tf.Tensor, h: tf.Tensor, s: tf.Tensor) =>
      tf.mul(wave, probabilitiesOf(c as tf.Tensor2D, h as tf.Tensor2D, s as tf.Tensor2D, 2)),
    );
    const both = () => [probabilitiesOf(clean, noisy, std, 2), ...gradient([clean, noisy, std])];
    const found: tf.Tensor[][] = [];
    for (const { run } of opPaths('gating')) await run(() => Promise.resolve(void found.push(tf.tidy(both))));
    const [native, plain] = found;
    for (const [i, tensor] of native.entries()) await expectClose(tensor, plain[i], 5e-6);
    tf.dispose([clean, std, noisy, wave, found]);
  });
});
