import * as tf from '@tensorflow/tfjs-core';
import { type ExpertPool, type Gate, recomputed, tidyTree } from '@outrageous/core';
import { feedForward, feedForwardNetwork, poolOf } from '@outrageous/experts';
import { balanced, hierarchical, noisyTopK, softmaxTopK } from '@outrageous/gating';

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
  '5 branches, whose slots go to the next expert': {
    gate: toTheNext(
      hierarchical(noisyTopK({ width, experts: 5, k: 2 }), softmaxTopK({ width, experts: 2, k: 1, groups: 5 })),
    ),
    pool: feedForward({ ...expert, experts: 10, hidden: 4 }),
  },
  '5 experts of different sizes': {
    gate: balanced(noisyTopK({ width, experts: 5, k: 2 })),
    pool: poolOf(
      [4, 5, 6, 7, 8].map((hidden) => feedForwardNetwork({ ...expert, hidden })),
      { width },
    ),
  },
  '3 branches and their experts, computed again in the backward pass': {
    gate: balanced(
      recomputed(
        hierarchical(noisyTopK({ width, experts: 3, k: 2 }), noisyTopK({ width, experts: 3, k: 2, groups: 3 })),
      ),
    ),
    pool: recomputed(feedForward({ ...expert, experts: 9, hidden: 4 })),
  },
};

/** Changes where slots go, so that rows aren't where the gates inside have sent them. */
function toTheNext(gate: Gate): Gate {
  return {
    ...gate,
    apply: (...input) =>
      tidyTree(() => {
        const routing = gate.apply(...input);
        const next: tf.Tensor1D = tf.add(routing.expert, tf.scalar(1, 'int32'));
        return { ...routing, expert: tf.mod<tf.Tensor1D>(next, tf.scalar(gate.experts, 'int32')) };
      }),
  };
}
