import { describe, expect, it } from 'vitest';
import { constantRate, scheduleOf, warmupInverseSquareRoot } from './schedules.js';

describe('warmupInverseSquareRoot', () => {
  const rate = warmupInverseSquareRoot({ peak: 2e-3 });

  it.each([
    [1, 2e-6],
    [500, 1e-3],
    [1000, 2e-3],
    [4000, 1e-3],
    [100_000, 2e-4],
  ])('as the paper has it, at step %d', (step, expected) => {
    expect(rate(step)).toBeCloseTo(expected, 12);
  });

  it('takes other lengths of warm-up', () => {
    const short = warmupInverseSquareRoot({ peak: 1, warmup: 4 });
    expect([1, 2, 4, 16].map(short)).toEqual([0.25, 0.5, 1, 0.5]);
  });

  it.each([
    { peak: 0, warmup: 10 },
    { peak: 1, warmup: -1 },
    { peak: NaN, warmup: 10 },
  ])('refuses %j', ({ peak, warmup }) => {
    expect(() => warmupInverseSquareRoot({ peak, warmup })).toThrow(
      `warmupInverseSquareRoot: got peak ${peak} and warmup ${warmup}, needs positive numbers`,
    );
  });
});

it('a number is a constant schedule', () => {
  expect([1, 1000].map(scheduleOf(0.1))).toEqual([0.1, 0.1]);
  const schedule = constantRate(0.2);
  expect(scheduleOf(schedule)).toBe(schedule);
});
