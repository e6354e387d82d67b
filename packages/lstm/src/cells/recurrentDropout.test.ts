import { key } from '@outrageous/core';
import { describe, expect, it } from 'vitest';
import { cellConformance } from '../conformance/index.js';
import { gru } from '../gru.js';
import { countsOf, counting } from '../test/counting.js';
import { asCell } from './asCell.js';
import { recurrentDropout } from './recurrentDropout.js';
import { unrolled } from './unrolled.js';

describe('recurrentDropout', () => {
  const cell = () => asCell(gru({ inputWidth: 3, cells: 4 }), ({ hidden }) => hidden);
  const make = () => recurrentDropout(cell(), { hidden: 0.4 });
  for (const { name, run } of cellConformance(make)) it(name, run);

  it('drops the same numbers of the state at each step, and scales the others', async () => {
    const layer = unrolled(recurrentDropout(counting(8), { count: 0.5 }));
    const counts = await countsOf(layer, { training: true, key: key(4) });
    const kinds = new Set(counts.map((values) => values.join()));
    expect(kinds).toEqual(new Set(['1,1,1,1', '1,3,7,15']));
  });

  it('drops nothing outside training', async () => {
    const layer = unrolled(recurrentDropout(counting(2), { count: 0.5 }));
    const counts = await countsOf(layer, { training: false, key: key(4) });
    expect(counts).toEqual(counts.map(() => [1, 2, 3, 4]));
  });

  it('teaches what a rate is', () => {
    expect(() => recurrentDropout(counting(2), { count: -1 })).toThrow(
      'recurrentDropout: count must be in [0, 1), got -1; it is the share of numbers that are dropped',
    );
  });
});
