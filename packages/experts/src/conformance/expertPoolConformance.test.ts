import { describe, it } from 'vitest';
import { type ExpertPool, frozen, recomputed } from '@outrageous/core';
import { feedForward } from '../pools/feedForward.js';
import { feedForwardNetwork } from '../networks/feedForwardNetwork.js';
import { poolOf } from '../pools/poolOf.js';
import { expertPoolConformance, type PoolSize } from './index.js';

const pools: Record<string, (size: PoolSize) => ExpertPool> = {
  'feedForward with ReLU': (size) => feedForward({ ...size, hidden: 4 }),
  'feedForward with GELU, biases and another output width': (size) =>
    feedForward({ ...size, hidden: 4, outputWidth: 2, activation: 'gelu', bias: true }),
  'feedForward with SwiGLU and two hidden layers': (size) =>
    feedForward({ ...size, hidden: [4, 2], activation: 'swiglu' }),
  'poolOf networks of different sizes': ({ experts, width }) =>
    poolOf(
      Array.from({ length: experts }, (_, i) =>
        feedForwardNetwork({ width, hidden: 2 + i, activation: 'gelu', bias: i > 0 }),
      ),
    ),
  'a frozen pool': (size) => frozen(feedForward({ ...size, hidden: 4, activation: 'gelu' })),
  'poolOf networks of which the first is frozen': ({ experts, width }) =>
    poolOf(
      Array.from({ length: experts }, (_, i) => {
        const network = feedForwardNetwork({ width, hidden: 2, activation: 'gelu' });
        return i === 0 ? frozen(network) : network;
      }),
    ),
  'a recomputed pool': (size) => recomputed(feedForward({ ...size, hidden: 4, activation: 'gelu', bias: true })),
  'poolOf recomputed networks': ({ experts, width }) =>
    poolOf(Array.from({ length: experts }, () => recomputed(feedForwardNetwork({ width, hidden: 2 })))),
};

describe.each(Object.entries(pools))('%s keeps the contract of an expert pool', (_, make) => {
  for (const { name, run } of expertPoolConformance(make)) it(name, run);
});
