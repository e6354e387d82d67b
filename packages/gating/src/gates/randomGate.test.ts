import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { oneGroup } from '@outrageous/core';
import { route, type RoutingNumbers, whileTraining } from '../conformance/readRouting.js';
import { disposeGrouped, evaluating } from '../test/sameLogits.js';
import { randomGate } from './randomGate.js';

const [rows, experts, k] = [2000, 5, 2];

async function routeRows(context = whileTraining): Promise<RoutingNumbers> {
  const input = oneGroup(tf.zeros([rows, 1]));
  const numbers = await route({ gate: randomGate({ experts, k }), parameters: {}, input }, context);
  disposeGrouped(input);
  return numbers;
}

describe('randomGate', () => {
  it('draws k different experts for each row, each expert equally often', async () => {
    const { expert, weight, load } = await routeRows();
    for (let row = 0; row < rows; row++) expect(expert[2 * row]).not.toBe(expert[2 * row + 1]);
    expect(new Set(weight)).toEqual(new Set([1 / k]));
    const mean = (rows * k) / experts;
    load.forEach((count) => expect(Math.abs(count - mean)).toBeLessThan(4 * Math.sqrt(mean)));
  });

  it('is the mean of all experts outside training', async () => {
    const { expert, weight } = await routeRows(evaluating);
    expect(expert.slice(0, 6)).toEqual([0, 1, 2, 3, 4, 0]);
    expect(weight).toHaveLength(rows * experts);
    weight.forEach((one) => expect(one).toBeCloseTo(1 / experts, 6));
  });

  it('refuses k above experts', () => {
    expect(() => randomGate({ experts: 2, k: 3 })).toThrow(
      "randomGate: a row can't go to k = 3 of 2 experts; choose k from 1 to 2, or add experts",
    );
  });
});
