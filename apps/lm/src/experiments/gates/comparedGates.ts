import type { Gate } from '@outrageous/core';
import { feedForward } from '@outrageous/experts';
import {
  balanced,
  biasBalanced,
  denseGate,
  dropoutGate,
  expertChoice,
  hashGate,
  hierarchical,
  noisyTopK,
  randomGate,
  softmaxTopK,
  strictlyBalanced,
  switchGate,
  withCapacity,
  withLoadBalancingLoss,
  withZLoss,
} from '@outrageous/gating';

/** A gate that is compared with others, in the same model. */
export interface ComparedGate {
  readonly name: string;
  /** What it is, in a few words. */
  readonly summary: string;
  make(): Gate;
}

/** The width of the rows of the model that all gates stand in. */
export const width = 128;

/** 32 experts, of which a row gets 4 where the gate has a choice. */
const experts = 32;
const k = 4;
const sizes = { width, experts };

/** The experts that every gate chooses among: those of the preset `small-moe-32`. */
export const pool = feedForward({ experts, width, hidden: 256 });

const noisy = (): Gate => noisyTopK({ ...sizes, k });
const switched = (): Gate => withZLoss(withLoadBalancingLoss(switchGate(sizes)));
const branches = { primary: { width, experts: 4, k: 2 }, secondary: { width, experts: 8, k: 2, groups: 4 } };
const twoLevels = (): Gate => hierarchical(noisyTopK(branches.primary), noisyTopK(branches.secondary));

/** Every kind of gate that `@outrageous/gating` has, with the losses that its paper gives it. */
export const comparedGates: readonly ComparedGate[] = [
  { name: 'noisy', summary: 'noisy top-4, importance and load losses of 0.1', make: () => balanced(noisy()) },
  { name: 'noisy-unbalanced', summary: 'noisy top-4, no losses', make: noisy },
  { name: 'hierarchical', summary: 'noisy top-2 of 4, then of 8; losses of 0.1', make: () => balanced(twoLevels()) },
  {
    name: 'softmax',
    summary: 'top-4 of the softmax, load balancing loss of 0.01',
    make: () => withLoadBalancingLoss(softmaxTopK({ ...sizes, k })),
  },
  {
    name: 'softmax-normalized',
    summary: 'the same, weights divided by their sum',
    make: () => withLoadBalancingLoss(softmaxTopK({ ...sizes, k, normalized: true })),
  },
  { name: 'softmax-unbalanced', summary: 'top-4 of the softmax, no losses', make: () => softmaxTopK({ ...sizes, k }) },
  { name: 'switch', summary: 'top-1, load balancing loss of 0.01, z-loss of 0.001', make: switched },
  {
    name: 'switch-drop',
    summary: 'the same, capacity factor 1.25, overflow dropped',
    make: () => withCapacity(switched(), { capacityFactor: 1.25 }),
  },
  {
    name: 'switch-next',
    summary: 'the same, overflow to the next best expert',
    make: () => withCapacity(switched(), { capacityFactor: 1.25, overflow: 'next' }),
  },
  {
    name: 'expert-choice',
    summary: 'experts choose, 4 per row on average',
    make: () => expertChoice({ ...sizes, expertsPerToken: k }),
  },
  { name: 'strict', summary: 'strictly balanced, 4 per row', make: () => strictlyBalanced({ ...sizes, k }) },
  {
    name: 'bias',
    summary: 'top-4 balanced by a bias, in its usual steps of 0.001',
    make: () => biasBalanced({ ...sizes, k }),
  },
  {
    name: 'bias-fast',
    summary: 'the same, in steps of 0.01',
    make: () => biasBalanced({ ...sizes, k, biasRate: 0.01 }),
  },
  { name: 'hash', summary: 'one expert by the hash of the word', make: () => hashGate({ experts }) },
  {
    name: 'random',
    summary: '4 at random; outside training all',
    make: () => randomGate({ experts, k }),
  },
  {
    name: 'dropout',
    summary: 'each with a probability of 1/8; outside training all',
    make: () => dropoutGate({ experts, rate: 1 - k / experts }),
  },
  { name: 'dense', summary: 'all, by the softmax', make: () => denseGate(sizes) },
];
