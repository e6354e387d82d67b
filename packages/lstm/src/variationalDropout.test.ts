import { key } from '@outrageous/core';
import { describe, expect, it } from 'vitest';
import { unrolled } from './cells/unrolled.js';
import { recurrentConformance } from './conformance/index.js';
import { lstm } from './lstm.js';
import { countsOf, counting } from './test/counting.js';
import { variationalDropout } from './variationalDropout.js';

describe('variationalDropout', () => {
  const make = () => variationalDropout(lstm({ inputWidth: 3, cells: 4 }), { input: 0.3, output: 0.4 });
  for (const { name, run } of recurrentConformance(make)) it(name, run);

  it.each(['input', 'output'])('drops the same numbers of the %s at each step, and scales the others', async (part) => {
    const layer = variationalDropout(unrolled(counting(8)), { [part]: 0.5 });
    const counts = await countsOf(layer, { training: true, key: key(4) });
    const kinds = new Set(counts.map((values) => values.join()));
    expect(kinds).toEqual(new Set(['0,0,0,0', '2,4,6,8']));
  });

  it('draws other numbers for the output than for the input', async () => {
    const layer = variationalDropout(unrolled(counting(8)), { input: 0.5, output: 0.5 });
    const counts = await countsOf(layer, { training: true, key: key(4) });
    const kept = counts.filter((values) => values[0] > 0).length / counts.length;
    expect(kept).toBeGreaterThan(0.1);
    expect(kept).toBeLessThan(0.4); // one in four; one in two if both drew the same
  });

  it('drops nothing outside training', async () => {
    const layer = variationalDropout(unrolled(counting(2)), { input: 0.5, output: 0.5 });
    const counts = await countsOf(layer, { training: false, key: key(4) });
    expect(counts).toEqual(counts.map(() => [1, 2, 3, 4]));
  });

  it('teaches what a rate is', () => {
    expect(() => variationalDropout(unrolled(counting(2)), { input: 1 })).toThrow(
      'variationalDropout: input must be in [0, 1), got 1; it is the share of numbers that are dropped',
    );
    expect(() => variationalDropout(unrolled(counting(2)), { output: 2 })).toThrow(
      'variationalDropout: output must be in [0, 1), got 2; it is the share of numbers that are dropped',
    );
  });
});
