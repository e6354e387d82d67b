import { expect, it } from 'vitest';
import type { ExpertPool, Gate } from '@outrageous/core';
import { singleProcess } from '../communicators/singleProcess.js';
import { placedMixture } from './placedMixture.js';

const unused = (): never => {
  throw new Error('nothing is computed');
};

const gateOver = (experts: number): Gate => ({
  parameters: {},
  operations: 2,
  groups: 1,
  experts,
  expertsPerToken: 2,
  apply: unused,
});

const widths = { inputWidth: 5, width: 6 };
const pool: ExpertPool = { parameters: {}, operations: 3, experts: 4, ...widths, part: () => pool, apply: unused };

it('costs what the mixture of one process costs', () => {
  expect(placedMixture(gateOver(4), pool, singleProcess())).toMatchObject({
    experts: 4,
    operations: 2 + 2 * 3,
    ...widths,
  });
});

it('says when the gate chooses among other experts', () => {
  expect(() => placedMixture(gateOver(3), pool, singleProcess())).toThrow(
    'placedMixture: the gate chooses among 3 experts, the pool has 4; make both with the same number',
  );
});
