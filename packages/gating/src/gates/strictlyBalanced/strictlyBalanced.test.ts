import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { disposeParameters, key, measureRouting, normal } from '@outrageous/core';
import { expectClose } from '@outrageous/core/testing';
import { whileTraining } from '../../conformance/readRouting.js';
import { expectNumbers } from '../../test/expectNumbers.js';
import { routeLogits, softmaxOf, unitRows } from '../../test/routeLogits.js';
import { disposeGrouped, evaluating, parameterOf } from '../../test/sameLogits.js';
import { strictlyBalanced } from './strictlyBalanced.js';

type Sizes = { readonly width: number; readonly experts: number };
const [rows, experts, k] = [8, 4, 2];
const two = (sizes: Sizes) => strictlyBalanced({ ...sizes, k });

async function randomLogits(): Promise<number[][]> {
  const drawn = normal(key(3), [rows, experts]);
  const logits = await drawn.array();
  drawn.dispose();
  return logits;
}

describe('strictlyBalanced in training', () => {
  it('gives each expert exactly m = k · rows / experts rows, its best, and renormalizes', async () => {
    const logits = await randomLogits();
    const routing = await routeLogits(two, logits, { context: whileTraining, others: { thresholds: [0, 0, 0, 0] } });
    expect(routing.load).toEqual([4, 4, 4, 4]);
    const p = logits.map(softmaxOf);
    const best = (i: number) => [...p.keys()].sort((a, b) => p[b][i] - p[a][i]).slice(0, 4);
    const taken = p.map((_, row) => [0, 1, 2, 3].filter((i) => best(i).includes(row)));
    expect(routing.token).toEqual(taken.flatMap((of, row) => of.map(() => row)));
    expect(routing.expert).toEqual(taken.flat());
    const total = (row: number) => taken[row].reduce((sum, i) => sum + p[row][i], 0);
    expectNumbers(
      routing.weight,
      taken.flatMap((of, row) => of.map((i) => p[row][i] / total(row))),
    );
  });

  it('stays so where one expert is every row’s favourite', async () => {
    const logits = Array.from({ length: rows }, (_, row) => [9, row / 10, 0, -1]);
    const { load } = await routeLogits(two, logits, { context: whileTraining, others: { thresholds: [0, 0, 0, 0] } });
    expect(load).toEqual([4, 4, 4, 4]);
  });

  it('has dL/dT_i = rows that the batch gives − rows above the threshold, of L_batchwise', async () => {
    const logits = await randomLogits();
    const thresholds = [0.1, 0.9, 0.3, 0.2];
    const gate = strictlyBalanced({ width: rows, experts, k, thresholdWeight: rows });
    const { parameters, input } = unitRows(logits);
    const at = tf.tensor2d([thresholds]);
    const gradient = tf.tidy(() =>
      tf.grad((T: tf.Tensor) => {
        const routing = gate.apply({ ...parameters, thresholds: parameterOf(T) }, input, whileTraining);
        return measureRouting(routing).loss;
      })(at),
    );
    const above = thresholds.map((T, i) => logits.filter((row) => softmaxOf(row)[i] > T).length);
    await expectClose(
      gradient,
      above.map((count) => 4 - count),
    );
    tf.dispose([at, gradient]);
    disposeGrouped(input);
    disposeParameters(parameters);
  });

  it('has a loss above 0, but 0 where thresholds choose as the batch does', async () => {
    const logits = await randomLogits();
    const p = logits.map(softmaxOf);
    const sorted = [0, 1, 2, 3].map((i) => p.map((row) => row[i]).sort((a, b) => b - a));
    const between = sorted.map((column) => (column[3] + column[4]) / 2);
    const lossWith = async (thresholds: number[]) =>
      (await routeLogits(two, logits, { context: whileTraining, others: { thresholds } })).loss[0];
    expect(await lossWith(between)).toBe(0);
    expect(await lossWith(between.map((T) => 0.5 * T))).toBeGreaterThan(1e-3);
    expect(await lossWith(between.map((T) => 1.5 * T))).toBeGreaterThan(1e-3);
  });
});

describe('strictlyBalanced outside training', () => {
  const logits = [[1, 0, 0.5, -1]];
  const p = softmaxOf(logits[0]);

  it('takes the experts whose thresholds a single row exceeds', async () => {
    const others = { thresholds: [0.4, 0.1, 0.4, 0.01] };
    const { expert, weight, load, loss } = await routeLogits(two, logits, { context: evaluating, others });
    const total = p[0] + p[1] + p[3];
    expect(expert.slice(0, 3)).toEqual([0, 1, 3]);
    expectNumbers(weight, [p[0] / total, p[1] / total, p[3] / total, 0]);
    expect(load).toEqual([1, 1, 0, 1]);
    expect(loss).toEqual([0]);
  });

  it('gives no weight at all to a row that no expert takes', async () => {
    const { weight, importance, load } = await routeLogits(two, logits, { others: { thresholds: [1, 1, 1, 1] } });
    expect(weight).toEqual([0, 0, 0, 0]);
    expect([...importance, ...load]).toEqual(new Array<number>(8).fill(0));
  });

  it('keeps at most mostPerToken, the largest', async () => {
    const make = (sizes: Sizes) => strictlyBalanced({ ...sizes, k: 1, mostPerToken: 2 });
    const { expert, weight } = await routeLogits(make, logits, { others: { thresholds: [0, 0, 0, 0] } });
    expect(expert).toEqual([0, 2]);
    expectNumbers(weight, [p[0] / (p[0] + p[2]), p[2] / (p[0] + p[2])]);
  });
});

describe('strictlyBalanced refuses', () => {
  it.each([
    [{ k: 5 }, "strictlyBalanced: a row can't go to k = 5 of 4 experts; choose k from 1 to 4, or add experts"],
    [
      { mostPerToken: 1 },
      'strictlyBalanced: mostPerToken must be a whole number from k = 2 to 4, the number of experts, got 1',
    ],
    [{ thresholdWeight: -1 }, 'strictlyBalanced: thresholdWeight must be a number from 0 up, got -1; 0.1 is usual'],
  ])('%o', (wrong, message) => {
    expect(() => strictlyBalanced({ width: 3, experts, k, ...wrong })).toThrow(message);
  });
});
