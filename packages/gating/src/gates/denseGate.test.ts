import { describe, expect, it } from 'vitest';
import { expectNumbers } from '../test/expectNumbers.js';
import { routeLogits, softmaxOf } from '../test/routeLogits.js';
import { denseGate } from './denseGate.js';

const logits = [
  [1, 0.5, -1],
  [-2, 0, 3],
];

describe('denseGate', () => {
  it('weighs all experts by the softmax', async () => {
    const { token, expert, weight, importance, load } = await routeLogits(denseGate, logits);
    expect(token).toEqual([0, 0, 0, 1, 1, 1]);
    expect(expert).toEqual([0, 1, 2, 0, 1, 2]);
    const [first, second] = logits.map(softmaxOf);
    expectNumbers(weight, [...first, ...second]);
    expectNumbers(
      importance,
      first.map((one, i) => one + second[i]),
    );
    expect(load).toEqual([2, 2, 2]);
  });

  it('says which sizes it takes', () => {
    expect(() => denseGate({ width: 3, experts: 0 })).toThrow(
      'denseGate: experts must be a whole number from 1 up, got 0',
    );
  });
});
