import type { Gate, Layer, Recurrent } from '@outrageous/core';
import { optionConformance, type OptionTrial } from '@outrageous/core/testing';
import type { Tensor2D } from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import * as experts from './index.js';
import { fixedGate } from './test/fixedGate.js';

const { causalConvolution, feedForward, feedForwardNetwork, gateByMean, mixture, overSequences, poolOf } = experts;
const { recurrentExperts, selfAttention, sequenceExpert, withSharedExperts } = experts;

const network = feedForwardNetwork({ width: 6, hidden: 2 });
const gate = fixedGate([], 2);
const mixed = mixture(gate, poolOf([network, network], { width: 6 }));
const [anyGate, anyLayer] = [(it: unknown) => it as Gate, (it: unknown) => it as Layer<Tensor2D, Tensor2D>];
const anyRecurrent = (it: unknown) => it as Recurrent;

const ofNetwork = { outputWidth: 2, activation: 'gelu', bias: true, rank: 2 };
const trials: OptionTrial[] = [
  { name: 'feedForward', make: feedForward, required: { experts: 2, width: 3, hidden: 4 }, optional: ofNetwork },
  { name: 'feedForwardNetwork', make: feedForwardNetwork, required: { width: 3, hidden: 4 }, optional: ofNetwork },
  {
    name: 'poolOf',
    make: (options: experts.PoolOfOptions) => poolOf([network], options),
    required: { width: 6 },
    optional: { inputWidth: 6 },
  },
  {
    name: 'overSequences',
    make: (options: experts.OverSequencesOptions) => overSequences(mixed, options),
    required: { width: 3, time: 2 },
    optional: { inputWidth: 3 },
  },
  {
    name: 'causalConvolution',
    make: causalConvolution,
    required: { width: 3, size: 2 },
    optional: { inputWidth: 2 },
  },
  {
    name: 'selfAttention',
    make: selfAttention,
    required: { width: 4 },
    optional: { inputWidth: 3, heads: 2, causal: false },
  },
];

describe.each(trials)('options of $name', (trial) => {
  for (const { name, run } of optionConformance(trial)) it(name, run);
});

const attention = selfAttention({ width: 3 });
const unfit: [keyof typeof experts, () => unknown, string][] = [
  [
    'feedForward',
    () => feedForward({ units: 8 } as never),
    "feedForward: there is no option 'units' (did you mean 'ex",
  ],
  [
    'poolOf',
    () => poolOf([network, anyLayer(8)], { width: 6 }),
    'poolOf: the layers must be a list of at least one, ea',
  ],
  [
    'poolOf',
    () => poolOf(anyLayer(network) as never, { width: 6 }),
    'got an object with parameters, operations, apply',
  ],
  [
    'mixture',
    () => mixture(anyGate(attention), mixed as never),
    'mixture: the gate must be a gate, such as noisyTopK(',
  ],
  ['mixture', () => mixture(gate, network as never), 'mixture: the pool must be a pool of experts, such as feedForwa'],
  [
    'withSharedExperts',
    () => withSharedExperts(network as never, [network]),
    'the mixture must be a mixture of experts',
  ],
  ['withSharedExperts', () => withSharedExperts(mixed, [anyLayer(null)]), 'each a layer, got [null]'],
  [
    'sequenceExpert',
    () => sequenceExpert(anyRecurrent(network), 2),
    'the layer must be a recurrent layer, such as lstm(',
  ],
  ['sequenceExpert', () => sequenceExpert(attention, 2.5), 'sequenceExpert: time must be a whole number from 1 up, go'],
  ['gateByMean', () => gateByMean(anyGate(network), 2), 'gateByMean: the gate must be a gate'],
  ['gateByMean', () => gateByMean(gate, NaN), 'gateByMean: time must be a whole number from 1 up, got NaN'],
  [
    'overSequences',
    () => overSequences(network as never, { width: 3, time: 2 }),
    'overSequences: the mixture must be a',
  ],
  ['recurrentExperts', () => recurrentExperts(anyGate({}), [attention]), 'recurrentExperts: the gate must be a gate'],
  [
    'recurrentExperts',
    () => recurrentExperts(gate, []),
    'the experts must be a list of at least one, each a recurrent',
  ],
  [
    'recurrentExperts',
    () => recurrentExperts(gate, [anyRecurrent(network)]),
    'overTime(layer, { width }) makes one of',
  ],
];

it.each(unfit)('%s says what does not fit', (_, make, message) => expect(make).toThrow(message));

it('has all that is exported', () => {
  const tried = [...trials.map(({ name }) => name), ...unfit.map(([name]) => name)];
  expect(new Set(tried)).toEqual(new Set(Object.keys(experts)));
});
