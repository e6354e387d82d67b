import { describe, expect, it } from 'vitest';
import { expectNumbers } from '../test/expectNumbers.js';
import { routeLogits, softmaxOf } from '../test/routeLogits.js';
import { expertChoice } from './expertChoice.js';

const choosing = (expertsPerToken: number) => (sizes: { width: number; experts: number }) =>
  expertChoice({ ...sizes, expertsPerToken });

describe('expertChoice', () => {
  const logits = [
    [3, 2],
    [2, 0],
    [1, 3],
    [0, 1],
  ];

  it('lets each expert take its best rows: one row gets both, another none', async () => {
    // p(·)_0 = σ(1), σ(2), σ(−2), σ(−1): expert 0 takes rows 1 and 0, and expert 1 rows 2 and 3.
    const { token, expert, weight, load } = await routeLogits(choosing(1), logits);
    expect(token).toEqual([0, 1, 2, 3]);
    expect(expert).toEqual([0, 0, 1, 1]);
    const p = logits.map(softmaxOf);
    expectNumbers(weight, [p[0][0], p[1][0], p[2][1], p[3][1]]);
    expect(load).toEqual([2, 2]);
    const more = await routeLogits(choosing(1.5), logits);
    expect(more.token).toEqual([0, 0, 1, 2, 3, 3]);
    expect(more.expert).toEqual([0, 1, 0, 1, 0, 1]);
  });

  it('gives ties to the first rows', async () => {
    const zeros = [0, 0, 0, 0].map(() => [0, 0, 0]);
    const { token, load } = await routeLogits(choosing(1), zeros);
    expect(token).toEqual([0, 0, 0, 1, 1, 1]);
    expect(load).toEqual([2, 2, 2]);
  });

  it.each([
    [0, 'a number above 0'],
    [3, 'at most 2, the number of experts'],
  ])('refuses %i experts per token of 2', (expertsPerToken, needed) => {
    expect(() => expertChoice({ width: 3, experts: 2, expertsPerToken })).toThrow(
      `expertChoice: expertsPerToken must be ${needed}, got ${expertsPerToken}`,
    );
  });
});
