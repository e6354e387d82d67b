import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import {
  disposeParameters,
  foldIn,
  type Gate,
  type Grouped,
  initialize,
  key,
  leaves,
  normal,
  tidyTree,
} from '@outrageous/core';
import { hierarchical } from '../combinators/hierarchical.js';
import { withCapacity } from '../combinators/withCapacity/withCapacity.js';
import { route, type RoutingNumbers } from '../conformance/readRouting.js';
import { keepTopK } from '../parts/keepTopK.js';
import { disposeGrouped } from '../test/sameLogits.js';
import { biasBalanced } from './biasBalanced.js';
import { expertChoice } from './expertChoice.js';
import { noisyTopK } from './noisyTopK/noisyTopK.js';
import { softmaxTopK } from './softmaxTopK.js';
import { strictlyBalanced } from './strictlyBalanced/strictlyBalanced.js';
import { switchGate } from './switchGate.js';

const [rows, width, lost] = [8, 3, 2];
const four = { width, experts: 4 };

/** Rows 0 to 3 are of the first of two groups, where there are two; the numbers of one of them are lost. */
function withLostRow(groups: number, number: number): Grouped {
  return tidyTree(() => {
    const values = normal(key(5), [rows, width]);
    const isLost = tf.equal(tf.range(0, rows, 1, 'int32'), lost);
    const group = Array.from({ length: rows }, (_, row) => Number(groups === 2 && row >= 4));
    return {
      rows: tf.where(tf.tile(tf.expandDims(isLost, 1), [1, width]), tf.fill([rows, width], number), values),
      group: tf.tensor1d(group, 'int32'),
      offsets: tf.tensor1d(groups === 2 ? [0, 4, rows] : [0, rows], 'int32'),
      groups,
    };
  });
}

async function routed(gate: Gate, training: boolean, number: number): Promise<RoutingNumbers> {
  const parameters = initialize(gate.parameters, key(1));
  for (const one of leaves(parameters)) {
    if (!one.name.includes('thresholds')) one.assign(normal(foldIn(key(2), one.name), one.shape));
  }
  const input = withLostRow(gate.groups, number);
  const numbers = await route({ gate, parameters, input }, { training, key: key(3) });
  disposeGrouped(input);
  disposeParameters(parameters);
  return numbers;
}

const small = { capacityFactor: 0.5 };

describe.each<[string, () => Gate]>([
  ['noisyTopK', () => noisyTopK({ ...four, k: 2 })],
  ['noisyTopK of two groups', () => noisyTopK({ ...four, groups: 2, k: 2 })],
  ['softmaxTopK', () => softmaxTopK({ ...four, k: 2 })],
  ['biasBalanced', () => biasBalanced({ ...four, k: 2 })],
  ['expertChoice', () => expertChoice({ ...four, expertsPerToken: 2 })],
  ['expertChoice of two groups', () => expertChoice({ ...four, groups: 2, expertsPerToken: 2 })],
  ['strictlyBalanced', () => strictlyBalanced({ ...four, k: 2 })],
  ['strictlyBalanced of two groups', () => strictlyBalanced({ ...four, groups: 2, k: 3 })],
  ['hierarchical', () => hierarchical(switchGate({ ...four, experts: 2 }), noisyTopK({ ...four, groups: 2, k: 2 }))],
  [
    'hierarchical with expertChoice in its branches',
    () => hierarchical(switchGate({ ...four, experts: 2 }), expertChoice({ ...four, groups: 2, expertsPerToken: 3 })),
  ],
  ['withCapacity that drops', () => withCapacity(softmaxTopK({ ...four, k: 2 }), small)],
  ['withCapacity row by row', () => withCapacity(softmaxTopK({ ...four, k: 2 }), { ...small, order: 'rows' })],
  ['withCapacity that moves on', () => withCapacity(noisyTopK({ ...four, k: 2 }), { ...small, overflow: 'next' })],
])('a row that is not finite, in %s', (_, make) => {
  it.each([
    [true, NaN],
    [false, NaN],
    [true, Infinity],
    [false, -Infinity],
  ])('stays alone (training: %s, %f)', async (training, number) => {
    const gate = make();
    const { token, expert, weight } = await routed(gate, training, number);
    const perGroup = gate.experts / gate.groups;
    token.forEach((row, slot) => {
      expect(row).toBeOneOf([0, 1, 2, 3, 4, 5, 6, 7]);
      expect(Math.floor(expert[slot] / perGroup)).toBe(Number(gate.groups === 2 && row >= 4));
    });
    expect(weight.filter((one, slot) => token[slot] !== lost && !Number.isFinite(one))).toEqual([]);
    expect(weight.filter((one, slot) => token[slot] === lost && one !== 0).every(Number.isNaN)).toBe(true);
    expect(new Set(token.map((row, slot) => `${row} ${expert[slot]}`)).size).toBe(token.length);
  });
});

describe('keepTopK', () => {
  it('counts NaN as −∞, keeps each index once, and gives the numbers as they are', async () => {
    const logits = tf.tensor2d([NaN, 5, 1, 2, NaN, NaN, 1, -Infinity, Infinity, 0, Infinity, 1], [3, 4]);
    const { chosen, kept, next } = keepTopK(logits, 2);
    expect(Array.from(await chosen.data())).toEqual([1, 3, 2, 0, 0, 2]);
    expect(Array.from(await kept.data())).toEqual([5, 2, 1, NaN, Infinity, Infinity]);
    expect(Array.from((await next?.data()) ?? [])).toEqual([1, NaN, 1]);
    tf.dispose([logits, chosen, kept, next ?? []]);
  });
});
