import { describe, it } from 'vitest';
import { type ExpertPool, frozen, recomputed } from '@outrageous/core';
import { feedForward } from '../pools/feedForward.js';
import { feedForwardNetwork } from '../networks/feedForwardNetwork.js';
import { poolOf } from '../pools/poolOf.js';
import { causalConvolution } from '../sequences/causalConvolution.js';
import { selfAttention } from '../sequences/selfAttention.js';
import { sequenceExpert } from '../sequences/sequenceExpert.js';
import { runningSum } from '../test/runningSum.js';
import { expertPoolConformance, type PoolSize } from './index.js';

/** The rows of all pools are 3 wide: sequences of 3 steps, where they are sequences. */
const time = 3;

const pools: Record<string, (size: PoolSize) => ExpertPool> = {
  'feedForward with ReLU': (size) => feedForward({ ...size, hidden: 4 }),
  'feedForward with GELU, biases and another output width': (size) =>
    feedForward({ ...size, hidden: 4, outputWidth: 2, activation: 'gelu', bias: true }),
  'feedForward with SwiGLU and two hidden layers': (size) =>
    feedForward({ ...size, hidden: [4, 2], activation: 'swiglu' }),
  'feedForward of low rank': (size) => feedForward({ ...size, hidden: 4, rank: 2, activation: 'gelu', bias: true }),
  'poolOf networks of different sizes': ({ experts, width }) =>
    poolOf(
      Array.from({ length: experts }, (_, i) =>
        feedForwardNetwork({ width, hidden: 2 + i, activation: 'gelu', bias: i > 0 }),
      ),
      { width },
    ),
  'poolOf recurrent layers over sequences': ({ experts, width }) =>
    poolOf(
      Array.from({ length: experts }, () => sequenceExpert(runningSum(width / time, 2), time)),
      {
        inputWidth: width,
        width: 2 * time,
      },
    ),
  'poolOf convolutions over sequences': ({ experts, width }) =>
    poolOf(
      Array.from({ length: experts }, () =>
        sequenceExpert(causalConvolution({ inputWidth: width / time, width: 2, size: 2 }), time),
      ),
      { inputWidth: width, width: 2 * time },
    ),
  'poolOf attention over sequences': ({ experts, width }) =>
    poolOf(
      Array.from({ length: experts }, (_, i) =>
        sequenceExpert(selfAttention({ inputWidth: width / time, width: 2, heads: 2, causal: i === 0 }), time),
      ),
      { inputWidth: width, width: 2 * time },
    ),
  'a frozen pool': (size) => frozen(feedForward({ ...size, hidden: 4, activation: 'gelu' })),
  'poolOf networks of which the first is frozen': ({ experts, width }) =>
    poolOf(
      Array.from({ length: experts }, (_, i) => {
        const network = feedForwardNetwork({ width, hidden: 2, activation: 'gelu' });
        return i === 0 ? frozen(network) : network;
      }),
      { width },
    ),
  'a recomputed pool': (size) => recomputed(feedForward({ ...size, hidden: 4, activation: 'gelu', bias: true })),
  'poolOf recomputed networks': ({ experts, width }) =>
    poolOf(
      Array.from({ length: experts }, () => recomputed(feedForwardNetwork({ width, hidden: 2 }))),
      { width },
    ),
};

describe.each(Object.entries(pools))('%s keeps the contract of an expert pool', (_, make) => {
  for (const { name, run } of expertPoolConformance(make)) it(name, run);
});
