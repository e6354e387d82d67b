import { afterEach, describe, expect, it, vi } from 'vitest';
import { expectNumbers } from '../test/expectNumbers.js';
import { routeLogits, softmaxOf } from '../test/routeLogits.js';
import { softmaxTopK } from './softmaxTopK.js';

const logits = [
  [1, 0.5, -1, 2],
  [0, 0, 0, 0],
];

describe('softmaxTopK', () => {
  it('keeps the k largest of the probabilities among all experts, ties by the lowest index', async () => {
    const { token, expert, weight, load } = await routeLogits((sizes) => softmaxTopK({ ...sizes, k: 2 }), logits);
    expect(token).toEqual([0, 0, 1, 1]);
    expect(expert).toEqual([3, 0, 0, 1]);
    const p = softmaxOf(logits[0]);
    expectNumbers(weight, [p[3], p[0], 0.25, 0.25]);
    expect(load).toEqual([2, 1, 0, 1]);
  });

  it('normalized, is the softmax over the kept logits', async () => {
    const make = (sizes: { width: number; experts: number }) => softmaxTopK({ ...sizes, k: 2, normalized: true });
    const { weight } = await routeLogits(make, logits);
    expectNumbers(weight, [...softmaxOf([2, 1]), 0.5, 0.5]);
  });

  it('refuses k above experts', () => {
    expect(() => softmaxTopK({ width: 3, experts: 2, k: 3 })).toThrow(
      "softmaxTopK: a row can't go to k = 3 of 2 experts; choose k from 1 to 2, or add experts",
    );
  });
});

describe('softmaxTopK, normalized with k = 1', () => {
  afterEach(() => {
    vi.restoreAllMocks();
  });

  it('warns that the task teaches the gate nothing', () => {
    const warn = vi.spyOn(console, 'warn').mockImplementation(() => {});
    softmaxTopK({ width: 2, experts: 4, k: 1, normalized: true });
    expect(warn).toHaveBeenCalledWith(
      'softmaxTopK: with k = 1 the one weight is always 1, so the task has no gradient to the gate. ' +
        'Use k: 2 or more, or switchGate, which weighs its one expert by the softmax over all experts.',
    );
  });
});
