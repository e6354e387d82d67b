import { expect, it } from 'vitest';
import type { Measured } from './measurement.js';
import { factsOf, millisecondsOf, peakBytesOf, peakOf, shareOfPeak, speedup, speedupRange } from './summary.js';

/** Turns with the given times, and the given rates of products. */
function measured(times: readonly (readonly number[])[], gigaflops: readonly number[] = []): Measured {
  const rounds = times.map((milliseconds, i) => ({
    milliseconds,
    processorMilliseconds: milliseconds.map((time) => 2 * time),
    residentBytes: 10,
    peakBytes: 20 + i,
    facts: { gigaflops: { 256: gigaflops[i] ?? 0, 512: (gigaflops[i] ?? 0) / 2 } },
  }));
  return { description: 'a device', rounds };
}

it('takes the median over all runs', () => {
  expect(millisecondsOf(measured([[1, 9], [5]]))).toBe(5);
  expect(peakBytesOf(measured([[1], [1], [1]]))).toBe(22);
});

it('compares within rounds, so that a slow phase of the machine doesn’t count', () => {
  const ours = measured([[10], [40], [10]]);
  const other = measured([[20], [80], [30]]);
  expect(speedup(ours, other)).toBe(2);
  expect(speedup(ours, other, 'processorMilliseconds')).toBe(2);
  expect(speedupRange(ours, other)).toEqual([2, 3]);
});

it('relates operations to the best product of the same round', () => {
  // 2 GFLOP in 10 ms are 200 GFLOP/s, in 40 ms 50.
  const work = measured([[10], [40], [10]]);
  const matMul = measured([[1], [1], [1]], [400, 100, 250]);
  expect(shareOfPeak(work, 2e9, matMul)).toBeCloseTo(0.5);
  expect(shareOfPeak(work, 2e9, matMul, measured([[1], [1], [1]], [500, 100, 500]))).toBeCloseTo(0.4);
  expect(peakOf(matMul)).toBe(400);
});

it('takes the median of each number of a fact', () => {
  expect(factsOf(measured([[1], [1], [1]], [2, 8, 4]), 'gigaflops')).toEqual({ 256: 4, 512: 2 });
});
