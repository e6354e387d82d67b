import { describe, it } from 'vitest';
import type { Gate } from '@outrageous/core';
import { balanced } from '../balanced.js';
import { hierarchical } from '../hierarchical.js';
import { noisyTopK } from '../noisyTopK.js';
import { gateConformance } from './index.js';

const width = 3;

const gates: Record<string, () => Gate> = {
  'noisyTopK, 2 of 4 experts': () => noisyTopK({ width, experts: 4, k: 2 }),
  'noisyTopK, all of 3 experts': () => noisyTopK({ width, experts: 3, k: 3 }),
  'noisyTopK, a single expert': () => noisyTopK({ width, experts: 1, k: 1 }),
  'noisyTopK, a bank of 3': () => noisyTopK({ width, experts: 4, k: 2, groups: 3 }),
  'balanced noisyTopK': () => balanced(noisyTopK({ width, experts: 4, k: 2 })),
  'balanced hierarchy': () =>
    balanced(hierarchical(noisyTopK({ width, experts: 3, k: 2 }), noisyTopK({ width, experts: 4, k: 2, groups: 3 }))),
};

describe.each(Object.entries(gates))('%s keeps the contract of a gate', (_, makeGate) => {
  for (const { name, run } of gateConformance(makeGate, { width })) it(name, run);
});
