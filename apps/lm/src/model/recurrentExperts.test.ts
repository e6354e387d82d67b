import type { Recurrent } from '@outrageous/core';
import {
  causalConvolution,
  gateByMean,
  mixture,
  overSequences,
  poolOf,
  recurrentExperts,
  selfAttention,
  sequenceExpert,
} from '@outrageous/experts';
import { expertPoolConformance } from '@outrageous/experts/conformance';
import { noisyTopK } from '@outrageous/gating';
import { gru, lstm } from '@outrageous/lstm';
import { recurrentConformance, type RecurrentConformanceOptions } from '@outrageous/lstm/conformance';
import { describe, it } from 'vitest';

const [width, time] = [3, 3];

/** A mixture of two kinds of experts, to which whole sequences are sent. */
function ofSequences(): Recurrent {
  const gate = gateByMean(noisyTopK({ width: 2, experts: 2, k: 2 }), time);
  const experts = [lstm({ inputWidth: 2, cells: 2 }), causalConvolution({ width: 2, size: 2 })];
  const pool = poolOf(
    experts.map((expert) => sequenceExpert(expert, time)),
    { width: 2 * time },
  );
  return overSequences(mixture(gate, pool), { width: 2, time });
}

const layers: Record<string, readonly [make: () => Recurrent, options?: RecurrentConformanceOptions]> = {
  causalConvolution: [() => causalConvolution({ inputWidth: 2, width, size: 3 })],
  selfAttention: [() => selfAttention({ inputWidth: 2, width: 4, heads: 2 }), { causal: false }],
  'recurrentExperts of an LSTM, a GRU and a convolution': [
    () =>
      recurrentExperts(noisyTopK({ width, experts: 3, k: 2 }), [
        lstm({ inputWidth: width, cells: 2 }),
        gru({ inputWidth: width, cells: 2 }),
        causalConvolution({ inputWidth: width, width: 2, size: 2 }),
      ]),
  ],
};

describe.each(Object.entries(layers))('%s keeps the contract of a recurrent layer', (_, [make, options]) => {
  for (const { name, run } of recurrentConformance(make, options)) it(name, run);
});

describe('overSequences keeps the contract of a recurrent layer, for windows that are whole sequences', () => {
  const checks = recurrentConformance(ofSequences, { causal: false });
  for (const { name, run } of checks.filter(({ name }) => name !== 'takes a single step')) it(name, run);
});

describe('poolOf LSTMs over sequences keeps the contract of a pool', () => {
  const expert = () => sequenceExpert(lstm({ inputWidth: 1, cells: 2 }), time);
  const widths = { inputWidth: width, width: 2 * time };
  const checks = expertPoolConformance(({ experts }) => poolOf(Array.from({ length: experts }, expert), widths), {
    width,
  });
  for (const { name, run } of checks) it(name, run);
});
