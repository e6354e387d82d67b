import { describe, expect, it } from 'vitest';
import { countsOf, routeSameLogits } from '../../test/sameLogits.js';

describe('the load of noisyTopK', () => {
  const rows = 2048;
  const clean = [2, 1, 0.5, 0, 0, -0.5, -1, -2];

  /** Four standard deviations of a frequency, and one row for the rarest. */
  const tolerance = (p: number) => 4 * Math.sqrt((p * (1 - p)) / rows) + 1 / rows;

  it.each([
    {
      name: 'equal noise',
      rawNoise: undefined,
      known: [0.9483, 0.5915, 0.2562, 0.0886, 0.0875, 0.0234, 0.0045, 0.0001],
    },
    { name: 'unequal noise', rawNoise: [0.5, -1, 1, 0, -0.5, 2, 0, 1], known: undefined },
  ])('is how often each expert is chosen, with $name', async ({ rawNoise, known }) => {
    const routing = await routeSameLogits({ k: 2, rows, clean, rawNoise });
    const chosen = countsOf(routing).map((count) => count / rows);
    const estimated = routing.load.map((load) => load / rows);
    // One threshold for all experts gives 1.64 or 2.60, thresholds of probabilities 3.60.
    expect(Math.abs(estimated.reduce((sum, p) => sum + p) - 2)).toBeLessThan(0.05);
    estimated.forEach((p, i) => expect(Math.abs(p - chosen[i])).toBeLessThan(tolerance(p)));
    known?.forEach((p, i) => expect(Math.abs(p - chosen[i])).toBeLessThan(tolerance(p)));
  });

  it('starts equal: each expert is chosen k / n of the time', async () => {
    const [experts, k] = [8, 2];
    const counts = countsOf(await routeSameLogits({ k, rows, clean: new Array<number>(experts).fill(0) }));
    const expected = (rows * k) / experts;
    const deviation = counts.reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0);
    // Rows choose without replacement, which narrows the spread; 24.3 is the 99.9% point of χ² with 7 degrees.
    expect((deviation * (experts - 1)) / (experts - k)).toBeLessThan(24.3);
  });
});
