import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { disposeParameters, key, leaves, measureRouting, normal, valueAndGradients } from '@outrageous/core';
import { route } from '../conformance/readRouting.js';
import { expectNumbers } from '../test/expectNumbers.js';
import { routeLogits, unitRows } from '../test/routeLogits.js';
import { disposeGrouped, evaluating } from '../test/sameLogits.js';
import { biasBalanced } from './biasBalanced.js';

const sigmoid = (x: number) => 1 / (1 + Math.exp(-x));

describe('biasBalanced', () => {
  const two = (sizes: { width: number; experts: number }) => biasBalanced({ ...sizes, k: 2 });

  it('chooses by score plus bias, and weighs by the scores alone', async () => {
    const logits = [[1, 0.5, -1, -3]];
    const { expert, weight } = await routeLogits(two, logits, { others: { bias: [0, -0.5, 0, 1] } });
    expect(expert).toEqual([3, 0]);
    const scores = [sigmoid(-3), sigmoid(1)];
    expectNumbers(
      weight,
      scores.map((one) => one / (scores[0] + scores[1])),
    );
  });

  it('gives the bias, and it alone, a gradient of ±u by the excess of its expert', async () => {
    const logits = [
      [5, 4, 0, 0],
      [5, 0, 4, 0],
      [5, 4, 0, 0],
    ];
    const gate = biasBalanced({ width: 3, experts: 4, k: 2, biasRate: 0.5 });
    const { parameters, input } = unitRows(logits, { bias: [0.1, 0, 0, -0.1] });
    const { value, gradients } = valueAndGradients(
      () => ({ loss: measureRouting(gate.apply(parameters, input, evaluating)).loss, extra: [] }),
      leaves(parameters),
    );
    const byName = leaves(parameters).map((one) => gradients.get(one) as tf.Tensor | undefined);
    const [router, bias] = await Promise.all(byName.map(async (one) => Array.from((await one?.data()) ?? [])));
    // Loads of 3, 2, 1 and 0 rows, with a mean of 1.5.
    expectNumbers(bias, [0.5, 0.5, -0.5, -0.5]);
    expect(router.every((one) => one === 0)).toBe(true);
    tf.dispose([value, ...byName.flatMap((one) => one ?? [])]);
    disposeGrouped(input);
    disposeParameters(parameters);
  });

  it.each([3, 6, 7, 10])('leaves the biases of %i experts in balance as they are', async (experts) => {
    const gate = biasBalanced({ width: experts, experts, k: 1 });
    const logits = Array.from({ length: experts }, (_, row) =>
      Array.from({ length: experts }, (__, i) => +(i === row)),
    );
    const { parameters, input } = unitRows(logits, { bias: Array.from({ length: experts }, () => 0.25) });
    const { loss } = await route({ gate, parameters, input }, evaluating);
    expect(loss).toEqual([0]);
    disposeGrouped(input);
    disposeParameters(parameters);
  });

  it('comes into balance by these steps alone', async () => {
    const [rows, experts] = [64, 8];
    const favoured = tf.tidy(() => tf.add(normal(key(1), [rows, experts]), tf.mul(tf.range(0, experts), 0.5)));
    const logits = await (favoured as tf.Tensor2D).array();
    favoured.dispose();
    const bias = new Array<number>(experts).fill(0);
    const loadNow = async () => (await routeLogits(two, logits, { others: { bias } })).load;
    const before = Math.max(...(await loadNow())) / 16;
    for (let step = 0; step < 100; step++) {
      const load = await loadNow();
      load.forEach((one, i) => (bias[i] -= 0.01 * Math.sign(one - 16)));
    }
    expect(before).toBeGreaterThan(2.5);
    expect(Math.max(...(await loadNow())) / 16).toBeLessThan(1.5);
  });

  it('says which options it takes', () => {
    expect(() => biasBalanced({ width: 3, experts: 4, k: 2, biasRate: -1 })).toThrow(
      'biasBalanced: biasRate must be a number from 0 up, got -1; 0.001 is usual',
    );
    expect(() => biasBalanced({ width: 3, experts: 2, k: 3 })).toThrow(
      "biasBalanced: a row can't go to k = 3 of 2 experts; choose k from 1 to 2, or add experts",
    );
  });
});
