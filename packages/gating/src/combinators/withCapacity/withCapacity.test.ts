import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import {
  disposeParameters,
  disposeTree,
  type Gate,
  key,
  measureRouting,
  normal,
  oneGroup,
  tidyTree,
} from '@outrageous/core';
import { biasBalanced } from '../../gates/biasBalanced.js';
import { denseGate } from '../../gates/denseGate.js';
import { randomGate } from '../../gates/randomGate.js';
import { softmaxTopK } from '../../gates/softmaxTopK.js';
import { strictlyBalanced } from '../../gates/strictlyBalanced/strictlyBalanced.js';
import { switchGate } from '../../gates/switchGate.js';
import { expectNumbers } from '../../test/expectNumbers.js';
import { routeLogits, softmaxOf, unitRows } from '../../test/routeLogits.js';
import { disposeGrouped, evaluating } from '../../test/sameLogits.js';
import { type CapacityOptions, withCapacity } from './withCapacity.js';

type Sizes = { readonly width: number; readonly experts: number };

const within =
  (options: CapacityOptions, make: (sizes: Sizes) => Gate = switchGate) =>
  (sizes: Sizes) =>
    withCapacity(make(sizes), options);

/** The share of slots that were dropped. */
async function droppedOf(make: (sizes: Sizes) => Gate, logits: number[][], others = {}): Promise<number> {
  const { parameters, input } = unitRows(logits, others);
  const gate = make({ width: logits.length, experts: logits[0].length });
  const { loss, metrics } = tidyTree(() => measureRouting(gate.apply(parameters, input, evaluating)));
  const [share] = await metrics.dropped.data();
  disposeTree([loss, metrics]);
  disposeGrouped(input);
  disposeParameters(parameters);
  return share;
}

describe('withCapacity', () => {
  /** Five rows want expert 0, of which there is room for two. */
  const logits = [
    [3, 2, 1],
    [4, 1, 2],
    [5, 2, 1],
    [6, 3, 4],
    [7, 6, 5],
    [0, 1, 0],
  ];
  const p = logits.map(softmaxOf);

  it('drops what comes when an expert is full', async () => {
    const { expert, weight, importance, load } = await routeLogits(within({ capacityFactor: 1 }), logits);
    expect(expert).toEqual([0, 0, 0, 0, 0, 1]);
    expectNumbers(weight, [p[0][0], p[1][0], 0, 0, 0, p[5][1]]);
    expectNumbers(importance, [p[0][0] + p[1][0], p[5][1], 0]);
    expect(load).toEqual([5, 1, 0]);
    expect(await droppedOf(within({ capacityFactor: 1 }), logits)).toBeCloseTo(3 / 6, 6);
  });

  it('sends it to the next best expert that has room, weighed by that expert’s probability', async () => {
    const next = within({ capacityFactor: 1, overflow: 'next' });
    const { expert, weight } = await routeLogits(next, logits);
    // Row 2 takes the last place of expert 1, row 3 goes to its second best, and row 4 to its third.
    expect(expert).toEqual([0, 0, 1, 2, 2, 1]);
    expectNumbers(weight, [p[0][0], p[1][0], p[2][1], p[3][2], p[4][2], p[5][1]]);
    expect(await droppedOf(next, logits)).toBe(0);
  });

  it('drops nothing where there is room, and changes nothing then', async () => {
    const plain = await routeLogits(switchGate, logits);
    for (const overflow of ['drop', 'next'] as const) {
      expect(await routeLogits(within({ capacityFactor: 3, overflow }), logits)).toEqual(plain);
    }
  });

  it('drops with next only what has no room anywhere', async () => {
    const next = within({ capacityFactor: 0.5, overflow: 'next' });
    const { expert, weight } = await routeLogits(next, logits);
    expect(weight.map((one) => one > 0)).toEqual([true, true, false, false, false, true]);
    expect([expert[0], expert[1], expert[5]]).toEqual([0, 2, 1]);
    expect(await droppedOf(next, logits)).toBeCloseTo(0.5, 6);
  });

  it('doesn’t count slots as dropped that were none before', async () => {
    const make = within({ capacityFactor: 1 }, (sizes) => strictlyBalanced({ ...sizes, k: 1, mostPerToken: 3 }));
    expect(await droppedOf(make, logits, { thresholds: [2, 2, 2] })).toBe(0);
  });

  it.each([0.6, 0.8, 1.1])('assigns as one row after the other would, with a factor of %f', async (capacityFactor) => {
    const [rows, experts, k] = [16, 6, 2];
    const drawn = normal(key(7), [rows, experts]);
    const random = (await drawn.array()).map((row) => row.map((x, i) => x - i / 2));
    drawn.dispose();
    const make = within({ capacityFactor, overflow: 'next', order: 'rows' }, (sizes) => softmaxTopK({ ...sizes, k }));
    const { expert, weight } = await routeLogits(make, random);
    const expected = assignedByHand(random, k, Math.ceil((capacityFactor * rows * k) / experts));
    expect(expert.map((one, slot) => (weight[slot] > 0 ? one : -1))).toEqual(expected);
    const probabilities = random.map(softmaxOf);
    expectNumbers(
      weight,
      expected.map((one, slot) => (one < 0 ? 0 : probabilities[Math.floor(slot / k)][one])),
    );
  });

  it('gives all first choices room before any second one, as GShard does', async () => {
    const contested = [
      [2, 1],
      [1, 2],
    ];
    const [best, second] = softmaxOf(contested[0]);
    const two = (sizes: Sizes) => softmaxTopK({ ...sizes, k: 2 });
    const byChoices = await routeLogits(within({ capacityFactor: 0.5 }, two), contested);
    expect(byChoices.expert).toEqual([0, 1, 1, 0]);
    expectNumbers(byChoices.weight, [best, 0, best, 0]);
    const byRows = await routeLogits(within({ capacityFactor: 0.5, order: 'rows' }, two), contested);
    expectNumbers(byRows.weight, [best, second, 0, 0]);
  });

  it('goes by the scores of a gate of sigmoids and biases', async () => {
    const equal = [5, 5, 5].map((first) => [first, 3, 1]);
    const one = within({ capacityFactor: 1, overflow: 'next' }, (sizes) => biasBalanced({ ...sizes, k: 1 }));
    const unbiased = await routeLogits(one, equal, { others: { bias: [0, 0, 0] } });
    expect([unbiased.expert, unbiased.weight]).toEqual([
      [0, 1, 2],
      [1, 1, 1],
    ]);
    const biased = await routeLogits(one, equal, { others: { bias: [0, -1, 0] } });
    expect([biased.expert, biased.weight]).toEqual([
      [0, 2, 1],
      [1, 1, 1],
    ]);
  });

  it('refuses a factor that leaves no room', () => {
    expect(() => within({ capacityFactor: 0 }, denseGate)({ width: 2, experts: 2 })).toThrow(
      'withCapacity: capacityFactor must be a number above 0, got 0; 1.25 is usual',
    );
  });

  it('needs scores for the next best', () => {
    const input = oneGroup(tf.zeros([2, 1]));
    const gate = withCapacity(randomGate({ experts: 4, k: 2 }), { capacityFactor: 1, overflow: 'next' });
    expect(() => gate.apply({}, input, evaluating)).toThrow(
      "withCapacity: overflow: 'next' got a gate without logits, needs one that compares scores, so that there is a next " +
        "best expert; use overflow: 'drop', or wrap the parts of a hierarchy",
    );
    disposeGrouped(input);
  });
});

/** Slot by slot, and then rank by rank: what {@link withCapacity} does with rounds of tensors. */
function assignedByHand(logits: number[][], k: number, capacity: number): number[] {
  const ranking = logits.map((row) => [...row.keys()].sort((a, b) => row[b] - row[a]));
  const room = logits[0].map(() => capacity);
  const take = (expert: number) => (room[expert] > 0 ? (room[expert]--, expert) : -1);
  const slots = ranking.flatMap((ranked) => ranked.slice(0, k).map(take));
  for (let rank = k; rank < room.length; rank++) {
    ranking.forEach((ranked, row) => {
      const lacking = slots.indexOf(-1, row * k);
      if (lacking >= 0 && lacking < (row + 1) * k) slots[lacking] = take(ranked[rank]);
    });
  }
  return slots;
}
