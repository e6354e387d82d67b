import type { ExpertPool, Gate } from '@outrageous/core';
import { feedForward, feedForwardNetwork, poolOf } from '@outrageous/experts';
import { balanced, hierarchical, noisyTopK } from '@outrageous/gating';

/** A gate, and a pool of as many experts. */
export interface Parts {
  readonly gate: Gate;
  readonly pool: ExpertPool;
}

/** Of tokens. */
export const width = 3;

/** What is smooth, so that gradients hardly depend on how sums are rounded. */
const expert = { width, activation: 'gelu' } as const;

/** Mixtures to spread; 7 and 5 experts don't divide by any number of ranks. */
export const models: Readonly<Record<string, Parts>> = {
  '7 experts': {
    gate: balanced(noisyTopK({ width, experts: 7, k: 2 })),
    pool: feedForward({ ...expert, experts: 7, hidden: 4 }),
  },
  '4 groups of 3 experts': {
    gate: balanced(
      hierarchical(noisyTopK({ width, experts: 4, k: 2 }), noisyTopK({ width, experts: 3, k: 2, groups: 4 })),
    ),
    pool: feedForward({ ...expert, experts: 12, hidden: 4 }),
  },
  '5 experts of different sizes': {
    gate: balanced(noisyTopK({ width, experts: 5, k: 2 })),
    pool: poolOf(
      [4, 5, 6, 7, 8].map((hidden) => feedForwardNetwork({ ...expert, hidden })),
      { width },
    ),
  },
};
