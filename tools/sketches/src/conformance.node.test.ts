import '@tensorflow/tfjs';
import * as tf from '@tensorflow/tfjs-core';
import { type ExpertPool, type Recurrent, tidyTree } from '@outrageous/core';
import { feedForward, mixture, poolOf } from '@outrageous/experts';
import { expertPoolConformance } from '@outrageous/experts/conformance';
import { noisyTopK } from '@outrageous/gating';
import { gru, lstm } from '@outrageous/lstm';
import { recurrentConformance } from '@outrageous/lstm/conformance';
import { singleProcess } from '@outrageous/parallel';
import { describe, expect, it } from 'vitest';
import { recurrentExperts } from './experts/recurrentExperts.js';
import { byMean, overSequences, sequenceExpert } from './experts/sequences.js';
import { expertParallel } from './expertParallel.js';
import { mixtureCell } from './mixtureCell.js';
import { rowsOnce } from './rowsOnce.js';

const width = 3;
const [experts, k] = [4, 2];

const time = 3;
const pools: Record<string, (experts: number) => ExpertPool> = {
  'expertParallel, on one process': (count) =>
    expertParallel(feedForward({ experts: count, width, hidden: 4, activation: 'gelu' }), singleProcess()),
  'poolOf recurrent layers over sequences': (count) =>
    poolOf(Array.from({ length: count }, () => sequenceExpert(lstm({ inputWidth: 1, cells: 2 }), time))),
};

describe.each(Object.entries(pools))('%s keeps the contract of a pool', (_, make) => {
  for (const { name, run } of expertPoolConformance(({ experts: count }) => make(count), { width })) it(name, run);
});

const layers: Record<string, () => Recurrent> = {
  mixtureCell: () =>
    mixtureCell({
      inputWidth: 2,
      cells: width,
      mixture: mixture(
        noisyTopK({ width: 2 + width, experts, k }),
        feedForward({ experts, width: 2 + width, hidden: 4, outputWidth: width, activation: 'gelu' }),
      ),
    }),
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
  const ofAnyWindow = ['carries all it needs from window to window in its state', 'takes a single step'];
  const checks = recurrentConformance(make).filter(({ name }) => !ofAnyWindow.includes(name));
  for (const { name, run } of checks) it(name, run);
});

it('rows that several processes name are added once', async () => {
  const { rows, values } = tidyTree(() =>
    rowsOnce(
      {
        kind: 'rows',
        rows: tf.tensor1d([4, -1, 0, 4], 'int32'),
        values: tf.tensor2d([[1], [7], [2], [3]]),
      },
      5,
    ),
  );
  expect(Array.from(await rows.data())).toEqual([0, 4, -1, -1]);
  expect(Array.from(await values.data()).slice(0, 2)).toEqual([2, 4]);
});
