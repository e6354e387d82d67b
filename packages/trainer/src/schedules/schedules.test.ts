import { describe, expect, it } from 'vitest';
import { linearCooldown, scheduleOf, warmupInverseSquareRoot } from './schedules.js';

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

  it('is defined where its parts meet, at step 0 and far away', () => {
    expect([0, 1, 1e12].map(warmupInverseSquareRoot({ peak: 1, warmup: 1 }))).toEqual([0, 1, 1e-6]);
    expect([0, 1].map(warmupInverseSquareRoot({ peak: 1, warmup: 0.25 }))).toEqual([0, 0.5]);
  });

  it.each([
    { peak: 0, warmup: 10, said: 'peak must be a number above 0, got 0' },
    { peak: 1, warmup: -1, said: 'warmup must be a number above 0, got -1' },
    { peak: NaN, warmup: 10, said: 'peak must be a number above 0, got NaN' },
  ])('refuses %j', ({ said, ...options }) => {
    expect(() => warmupInverseSquareRoot(options)).toThrow(`warmupInverseSquareRoot: ${said}`);
  });
});

it('a number is a constant schedule', () => {
  expect([1, 1000].map(scheduleOf(0.1))).toEqual([0.1, 0.1]);
  const schedule = warmupInverseSquareRoot({ peak: 0.2 });
  expect(scheduleOf(schedule)).toBe(schedule);
});

describe('linearCooldown', () => {
  it('falls to zero over the last steps', () => {
    const rate = linearCooldown(8, { steps: 10, share: 0.4 });
    expect([1, 6, 7, 8, 9, 10, 11, 20].map(rate)).toEqual([8, 8, 8, 6, 4, 2, 0, 0]);
  });

  it.each([
    [{ steps: 1, share: 1 }, [1, 1, 0]],
    [{ steps: 2, share: 1 }, [1, 1, 0.5]],
    [{ steps: 1, share: 0.1 }, [1, 1, 1]],
  ])('is defined at its ends: %j', (options, rates) => {
    expect([0, 1, 2].map(linearCooldown(1, options))).toEqual(rates);
  });

  it('leaves a schedule alone that has no share', () => {
    const rate = linearCooldown(warmupInverseSquareRoot({ peak: 1, warmup: 4 }), { steps: 10, share: 0 });
    expect([2, 16].map(rate)).toEqual([0.5, 0.5]);
  });

  it.each([
    { steps: 0, share: 0.1, said: 'steps must be a number above 0, got 0' },
    { steps: 10, share: 1.5, said: 'share must be a number from 0 to 1, got 1.5' },
    { steps: 10, share: -0.5, said: 'share must be a number from 0 to 1, got -0.5' },
    { steps: 10, share: NaN, said: 'share must be a number from 0 to 1, got NaN' },
  ])('refuses %j', ({ said, ...options }) => {
    expect(() => linearCooldown(1, options)).toThrow(`linearCooldown: ${said}`);
  });
});
