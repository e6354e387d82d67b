import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { oneGroup } from '@outrageous/core';
import { route, type RoutingNumbers, whileTraining } from '../conformance/readRouting.js';
import { disposeGrouped, evaluating } from '../test/sameLogits.js';
import { drawnSlots, dropoutGate } from './dropoutGate.js';

const [rows, experts, rate] = [1000, 6, 0.75];

async function routeRows(context = whileTraining): Promise<RoutingNumbers> {
  const input = oneGroup(tf.zeros([rows, 1]));
  const numbers = await route({ gate: dropoutGate({ experts, rate }), parameters: {}, input }, context);
  disposeGrouped(input);
  return numbers;
}

describe('dropoutGate', () => {
  it('keeps each expert of each row with the probability 1 − rate', async () => {
    const { token, weight, load } = await routeRows();
    const deviation = Math.sqrt(rows * rate * (1 - rate));
    load.forEach((count) => expect(Math.abs(count - rows * (1 - rate))).toBeLessThan(4 * deviation));
    const kept = token.filter((_, slot) => weight[slot] > 0);
    const perRow = Array.from({ length: rows }, () => 0);
    kept.forEach((row) => perRow[row]++);
    // Independent draws: (3/4)^6 = 17.8% of the rows see no expert at all, and 35.6% one.
    expect(perRow.filter((count) => count === 0).length / rows).toBeCloseTo(0.178, 1);
    expect(perRow.filter((count) => count === 1).length / rows).toBeCloseTo(0.356, 1);
  });

  it('weighs what is kept so that the mean stays, and makes few slots that are none', async () => {
    const { weight } = await routeRows();
    const kept = weight.filter((one) => one > 0);
    kept.forEach((one) => expect(one).toBeCloseTo(1 / (experts * (1 - rate)), 5));
    expect(weight).toHaveLength(drawnSlots(rows * experts, rate));
    expect(weight.length - kept.length).toBeLessThan(12 * Math.sqrt(rows * experts * rate * (1 - rate)));
  });

  it('is the mean of all experts outside training', async () => {
    const { expert, weight } = await routeRows(evaluating);
    expect(expert.slice(0, 7)).toEqual([0, 1, 2, 3, 4, 5, 0]);
    expect(weight).toHaveLength(rows * experts);
    weight.forEach((one) => expect(one).toBeCloseTo(1 / experts, 6));
  });

  it.each([-0.1, 1])('refuses the rate %f', (wrong) => {
    expect(() => dropoutGate({ experts: 2, rate: wrong })).toThrow(
      `dropoutGate: rate must be in [0, 1), got ${wrong}; it is the share of experts that a row goes without`,
    );
  });
});
