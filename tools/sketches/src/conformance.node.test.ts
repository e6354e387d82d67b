import '@tensorflow/tfjs';
import type { ExpertPool, Recurrent } from '@outrageous/core';
import { mixture, poolOf } from '@outrageous/experts';
import { expertPoolConformance } from '@outrageous/experts/conformance';
import { noisyTopK } from '@outrageous/gating';
import { gru, lstm } from '@outrageous/lstm';
import { recurrentConformance } from '@outrageous/lstm/conformance';
import { describe, it } from 'vitest';
import { recurrentExperts } from './experts/recurrentExperts.js';
import { byMean, overSequences, sequenceExpert } from './experts/sequences.js';

const width = 3;

const time = 3;
const pools: Record<string, (experts: number) => ExpertPool> = {
  'poolOf recurrent layers over sequences': (count) =>
    poolOf(Array.from({ length: count }, () => sequenceExpert(lstm({ inputWidth: 1, cells: 2 }), time))),
};

describe.each(Object.entries(pools))('%s keeps the contract of a pool', (_, make) => {
  for (const { name, run } of expertPoolConformance(({ experts: count }) => make(count), { width })) it(name, run);
});

const layers: Record<string, () => Recurrent> = {
  'recurrentExperts, an LSTM and a GRU': () =>
    recurrentExperts(noisyTopK({ width, experts: 2, k: 2 }), [
      lstm({ inputWidth: width, cells: 2 }),
      gru({ inputWidth: width, cells: 2 }),
    ]),
};

describe.each(Object.entries(layers))('%s keeps the contract of a recurrent layer', (_, make) => {
  for (const { name, run } of recurrentConformance(make)) it(name, run);
});

describe('overSequences keeps the contract of a recurrent layer, for windows that are whole sequences', () => {
  const expert = () => sequenceExpert(lstm({ inputWidth: 2, cells: 2 }), time);
  const make = () => {
    const gate = byMean(noisyTopK({ width: 2, experts: 2, k: 2 }), time);
    return overSequences(mixture(gate, poolOf([expert(), expert()])), 2);
  };
  const checks = recurrentConformance(make, { causal: false }).filter(({ name }) => name !== 'takes a single step');
  for (const { name, run } of checks) it(name, run);
});
