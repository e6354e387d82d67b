import { key } from '@outrageous/core';
import { describe, expect, it } from 'vitest';
import { cellConformance } from '../conformance/index.js';
import { lstm } from '../lstm.js';
import { countsOf, counting } from '../test/counting.js';
import { asCell } from './asCell.js';
import { unrolled } from './unrolled.js';
import { zoneout } from './zoneout.js';

describe('zoneout', () => {
  const cell = () => asCell(lstm({ inputWidth: 3, cells: 4 }), ({ hidden }) => hidden);
  const make = () => zoneout(cell(), { cell: 0.5, hidden: 0.3 });
  for (const { name, run } of cellConformance(make)) it(name, run);

  it('keeps numbers of the step before, others at each step', async () => {
    const counts = await countsOf(unrolled(zoneout(counting(8), { count: 0.25 })), { training: true, key: key(4) });
    const changes = counts.map((values) => values.map((count, t) => count - (t > 0 ? values[t - 1] : 0)));
    for (const change of changes.flat()) expect(Math.min(Math.abs(change), Math.abs(change - 1))).toBeLessThan(1e-5);
    const kept = changes.flat().filter((change) => change < 0.5).length / changes.flat().length;
    expect(kept).toBeGreaterThan(0.15);
    expect(kept).toBeLessThan(0.35);
    expect(new Set(changes.map((column) => column.map(Math.round).join())).size).toBeGreaterThan(8);
  });

  it('goes the mean way outside training', async () => {
    const counts = await countsOf(unrolled(zoneout(counting(2), { count: 0.25 })), { training: false, key: key(4) });
    expect(counts).toEqual(counts.map(() => [0.75, 1.5, 2.25, 3]));
  });

  it('teaches what a rate is', () => {
    expect(() => zoneout(counting(2), { count: 1 })).toThrow(
      'zoneout: count must be in [0, 1), got 1; it is the share of numbers that are kept from the step before',
    );
  });
});
