import type { Recurrent } from '@outrageous/core';
import { optionConformance, type OptionTrial } from '@outrageous/core/testing';
import { type Tensor2D, zeros } from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs';
import { describe, expect, it } from 'vitest';
import * as all from './index.js';
import { bestOfTwo, linear } from './test/bestOfTwo.js';

const { activated, asCell, bidirectional, overTime, peepholeLstm, recurrentDropout, residual, stack, unrolled } = all;
const { kerasGru, kerasLstm, lstm, pyTorchGru, pyTorchLstm, slidingWindow, variationalDropout, zoneout } = all;

const sizes = { inputWidth: 3, cells: 3 };
const [layer, cell] = [lstm(sizes), peepholeLstm(sizes)];
const rates = { cell: 0.5, hidden: 0.5 };
const fractions = ['dropout', 'input', 'output', 'cell', 'hidden'];
const trials: OptionTrial[] = [
  { name: 'lstm', make: lstm, required: sizes, optional: { projection: 2 } },
  { name: 'gru', make: all.gru, required: sizes },
  { name: 'coupledLstm', make: all.coupledLstm, required: sizes },
  { name: 'layerNormLstm', make: all.layerNormLstm, required: sizes },
  { name: 'peepholeLstm', make: peepholeLstm, required: sizes },
  { name: 'mixtureLstm', make: all.mixtureLstm, required: { ...sizes, mixture: bestOfTwo(6, 3) } },
  { name: 'slidingWindow', make: slidingWindow, required: { width: 3, steps: 2 } },
  {
    name: 'overTime',
    make: (options: all.OverTimeOptions) => overTime(linear(3), options),
    required: { width: 3 },
    optional: { inputWidth: 3 },
  },
  {
    name: 'residual',
    make: (options: all.ResidualOptions) => residual(layer, options),
    required: {},
    optional: { dropout: 0.5 },
    fractions,
  },
  {
    name: 'variationalDropout',
    make: (options: all.VariationalDropoutOptions) => variationalDropout(layer, options),
    required: {},
    optional: { input: 0.5, output: 0.5 },
    fractions,
  },
  {
    name: 'zoneout',
    make: (options: typeof rates) => zoneout(cell, options).zeroState(1),
    required: {},
    optional: rates,
    fractions,
  },
  {
    name: 'recurrentDropout',
    make: (options: typeof rates) => recurrentDropout(cell, options).zeroState(1),
    required: {},
    optional: rates,
    fractions,
  },
];

describe.each(trials)('options of $name', (trial) => {
  for (const { name, run } of optionConformance(trial)) it(name, run);
});

const other = (it: unknown) => it as Recurrent<never>;
const hidden = ({ hidden }: { hidden: Tensor2D }) => hidden;
const kernel = zeros([3, 12]);
const unfit: [keyof typeof all, () => unknown, string][] = [
  [
    'lstm',
    () => lstm({ inputWidth: 4, units: 8 } as never),
    "lstm: there is no option 'units' (did you mean 'cells'?)",
  ],
  [
    'slidingWindow',
    () => slidingWindow({ width: 3, steps: 1 }),
    'slidingWindow: steps must be a whole number from 2 up',
  ],
  ['stack', () => stack([layer, other(cell)]), 'unrolled(cell) one of a cell'],
  ['stack', () => stack(layer as never), 'stack: the layers must be a list of at least one, each a recurrent layer'],
  ['residual', () => residual(other(linear(3))), 'residual: the layer must be a recurrent layer, such as lstm({ … })'],
  ['overTime', () => overTime(layer as never, { width: 3 }), 'overTime: the layer must be a layer without a state'],
  ['activated', () => activated(other(8), Math.abs as never), 'activated: the layer must be a recurrent layer'],
  ['activated', () => activated(layer, 'relu' as never), "activated: the activation must be a function, got 'relu'"],
  ['bidirectional', () => bidirectional(layer, other(undefined)), 'bidirectional: backward is missing'],
  ['bidirectional', () => bidirectional(other(cell), layer), 'bidirectional: forward must be a recurrent layer'],
  [
    'variationalDropout',
    () => variationalDropout(other(cell), {}),
    'variationalDropout: the layer must be a recurrent',
  ],
  ['unrolled', () => unrolled(layer as never), 'unrolled: the cell must be a cell, such as peepholeLstm({ … })'],
  ['asCell', () => asCell(other(cell), hidden as never), 'asCell: the layer must be a recurrent layer'],
  ['asCell', () => asCell(layer, 'hidden' as never), "asCell: output must be a function, got 'hidden'"],
  ['zoneout', () => zoneout(layer as never, {}), 'zoneout: the cell must be a cell'],
  ['recurrentDropout', () => recurrentDropout(other(null) as never, {}), 'recurrentDropout: the cell must be a cell'],
  ['kerasLstm', () => kerasLstm.assign({}, { kernel } as never), 'kerasLstm: recurrent_kernel is missing'],
  ['kerasGru', () => kerasGru.assign({}, { kernel: [1] } as never), 'kerasGru: kernel must be a tensor, got [1]'],
  ['pyTorchLstm', () => pyTorchLstm.assign({}, { weight_ih_l0: kernel } as never), "(did you mean 'weight_ih'?)"],
  ['pyTorchGru', () => pyTorchGru.read(undefined as never), 'pyTorchGru: the parameters is missing'],
];

it.each(unfit)('%s says what does not fit', (_, make, message) => expect(make).toThrow(message));

/** They take tensors alone, on the hot path, and look at shapes. */
const ops = ['lstmSequence', 'gruSequence'];

it('has all that is exported', () => {
  const tried = [...trials.map(({ name }) => name), ...unfit.map(([name]) => name), ...ops];
  expect(new Set(tried)).toEqual(new Set(Object.keys(all)));
});
