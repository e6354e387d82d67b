import * as tf from '@tensorflow/tfjs-core';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { countParameters, disposeParameters, type Gate, type Grouped, key, normal, oneGroup } from '@outrageous/core';
import { route, type RoutingNumbers, whileTraining } from '../../conformance/readRouting.js';
import { noisyTopK } from './noisyTopK.js';
import type { NoisyTopKOptions } from './noisyTopKOptions.js';
import {
  disposeGrouped,
  evaluating,
  INITIAL_STD,
  logitParameter,
  parameterOf,
  routeSameLogits,
} from '../../test/sameLogits.js';

describe('noisyTopK chooses', () => {
  it('the top k of the noisy logits, weighed by the softmax over them', async () => {
    const clean = [0.3, -0.1, 0.8, 0, 0.5, -0.4];
    const [rows, k] = [5, 3];
    const { token, expert, weight } = await routeSameLogits({ k, rows, clean });
    const draws = normal(whileTraining.key, [rows, clean.length]);
    const noise = await draws.data();
    for (let row = 0; row < rows; row++) {
      const noisy = clean.map((logit, i) => logit + noise[row * clean.length + i] * INITIAL_STD);
      const top = noisy
        .map((_, i) => i)
        .sort((i, j) => noisy[j] - noisy[i])
        .slice(0, k);
      const sum = top.reduce((total, i) => total + Math.exp(noisy[i]), 0);
      const slots = top.map((_, j) => row * k + j);
      expect(slots.map((slot) => token[slot])).toEqual(top.map(() => row));
      expect(slots.map((slot) => expert[slot])).toEqual(top);
      slots.forEach((slot, j) => expect(weight[slot]).toBeCloseTo(Math.exp(noisy[top[j]]) / sum, 5));
    }
    draws.dispose();
  });

  it.each([8, 4096])('with weights that sum to 1, of %i experts', async (experts) => {
    const clean = Array.from({ length: experts }, (_, i) => Math.sin(i) * 3);
    const { weight } = await routeSameLogits({ k: 4, rows: 2, clean });
    expect(weight.length).toBe(8);
    for (const ofRow of [weight.slice(0, 4), weight.slice(4)]) {
      expect(ofRow.reduce((sum, one) => sum + one)).toBeCloseTo(1, 6);
    }
  });

  it('an expert whose weight underflows all the same', async () => {
    const { expert, weight } = await routeSameLogits({ k: 2, rows: 1, clean: [0, 300, -1] }, evaluating);
    expect(expert).toEqual([1, 0]);
    expect(weight).toEqual([1, 0]);
  });

  it('the lowest indices where all logits are equal, without NaN', async () => {
    const { expert, weight, load } = await routeSameLogits({ k: 2, rows: 1, clean: [0, 0, 0, 0] }, evaluating);
    expect(expert).toEqual([0, 1]);
    expect(weight).toEqual([0.5, 0.5]);
    expect(load).toEqual([0.5, 0.5, 0.5, 0.5]);
  });

  it('every expert where k is their number, and loads each fully', async () => {
    const { load, expert } = await routeSameLogits({ k: 3, rows: 2, clean: [1, 0, -1] });
    expect(load).toEqual([2, 2, 2]);
    expect(new Set(expert.slice(0, 3)).size).toBe(3);
  });

  it('the same again outside training, bit for bit', async () => {
    const same = { k: 2, rows: 4, clean: [0.5, -0.25, 1, 0.1] };
    const first = await routeSameLogits(same, evaluating);
    expect(await routeSameLogits(same, { training: false, key: key(9) })).toEqual(first);
  });
});

describe('a bank of noisyTopK gates', () => {
  it('is one gate per group, each with experts of its own', async () => {
    const bank = noisyTopK({ width: 2, experts: 3, k: 2, groups: 2 });
    const flat = noisyTopK({ width: 2, experts: 3, k: 2 });
    const rows = [
      [1, 2],
      [0.5, -1],
      [2, 0.3],
    ];
    const matrix = [
      [0.5, 1, -1, 2, 0.1, 0.2],
      [1, -0.3, 0.7, 0.2, 0.9, -2],
    ];
    const zeros = [
      [0, 0, 0, 0, 0, 0],
      [0, 0, 0, 0, 0, 0],
    ];
    const whole = await routeWith(bank, [matrix, zeros], grouped(rows, [0, 2, 3]));
    const parts = [
      await routeWith(flat, [[matrix[0]], [zeros[0]]], grouped(rows.slice(0, 2), [0, 2])),
      await routeWith(flat, [[matrix[1]], [zeros[1]]], grouped(rows.slice(2), [0, 1])),
    ];
    expect(whole.expert).toEqual([...parts[0].expert, ...parts[1].expert.map((expert) => expert + 3)]);
    for (const name of ['weight', 'importance', 'load'] as const) {
      parts.flatMap((part) => part[name]).forEach((value, i) => expect(whole[name][i]).toBeCloseTo(value, 5));
    }
  });

  /** One row of six numbers, [2, 3], for each group's matrix. */
  async function routeWith(gate: Gate, [clean, noise]: number[][][], input: Grouped): Promise<RoutingNumbers> {
    const shape: [number, number, number] = [gate.groups, 2, 3];
    const parameters = {
      clean: parameterOf(tf.tensor3d(clean.flat(), shape)),
      noise: parameterOf(tf.tensor3d(noise.flat(), shape)),
    };
    const numbers = await route({ gate, parameters, input }, evaluating);
    disposeParameters(parameters);
    disposeGrouped(input);
    return numbers;
  }

  function grouped(rows: number[][], offsets: number[]): Grouped {
    const group = rows.map((_, row) => offsets.filter((offset) => offset <= row).length - 1);
    return {
      rows: tf.tensor2d(rows),
      group: tf.tensor1d(group, 'int32'),
      offsets: tf.tensor1d(offsets, 'int32'),
      groups: offsets.length - 1,
    };
  }
});

describe('noisyTopK describes', () => {
  it('its cost and its parameters, both matrices, without allocating them', () => {
    const gate = noisyTopK({ width: 512, experts: 256, k: 4 });
    expect(gate.operations).toBe(2 * 512 * 256);
    expect(countParameters(gate.parameters)).toBe(2 * 512 * 256);
    expect(gate).toMatchObject({ groups: 1, experts: 256, expertsPerToken: 4 });
  });

  it('a bank by all its experts, but by the cost of one gate', () => {
    const gate = noisyTopK({ width: 4, experts: 3, k: 2, groups: 5 });
    expect(gate).toMatchObject({ groups: 5, experts: 15, expertsPerToken: 2, operations: 24 });
  });
});

describe('noisyTopK refuses', () => {
  const good: NoisyTopKOptions = { width: 4, experts: 3, k: 2 };

  it.each([
    [{ k: 4 }, "noisyTopK: a row can't go to k = 4 of 3 experts; choose k from 1 to 3, or add experts"],
    [{ k: 0 }, 'noisyTopK: k must be a whole number from 1 up, got 0'],
    [{ k: 1.5 }, 'noisyTopK: k must be a whole number from 1 up, got 1.5'],
    [{ experts: 2.5 }, 'noisyTopK: experts must be a whole number from 1 up, got 2.5'],
    [{ width: 0 }, 'noisyTopK: width must be a whole number from 1 up, got 0'],
    [{ groups: -1 }, 'noisyTopK: groups must be a whole number from 1 up, got -1'],
    [
      { noiseFloor: 0 },
      'noisyTopK: noiseFloor must be a number above 0, got 0; without noise the load has no estimate',
    ],
  ])('%o', (wrong, message) => {
    expect(() => noisyTopK({ ...good, ...wrong })).toThrow(message);
  });

  it('rows of another width, or in other groups', () => {
    const parameters = { clean: logitParameter([0, 0]), noise: logitParameter([0, 0]) };
    const input = oneGroup(tf.ones([5, 7]));
    const apply = (options: Partial<NoisyTopKOptions>) => () =>
      noisyTopK({ ...good, ...options }).apply(parameters, input, evaluating);
    expect(apply({})).toThrow('noisyTopK: got rows [5,7], needs [rows, 4]; make the gate with width: 7');
    expect(apply({ width: 7, groups: 2 })).toThrow(
      'noisyTopK: got rows in 1 groups, needs 2; make the gate with groups: 1',
    );
    disposeGrouped(input);
    disposeParameters(parameters);
  });
});

describe('noisyTopK with k = 1', () => {
  afterEach(() => {
    vi.restoreAllMocks();
  });

  it('warns that the task teaches the gate nothing, once, and works', async () => {
    const warn = vi.spyOn(console, 'warn').mockImplementation(() => {});
    const { expert, weight } = await routeSameLogits({ k: 1, rows: 1, clean: [0, 1] }, evaluating);
    expect([...expert, ...weight]).toEqual([1, 1]);
    expect(warn).toHaveBeenCalledTimes(1);
    expect(warn).toHaveBeenCalledWith(expect.stringContaining('noisyTopK: with k = 1 the one weight is always 1'));
  });

  it('does not warn where there is only one expert', () => {
    const warn = vi.spyOn(console, 'warn').mockImplementation(() => {});
    noisyTopK({ width: 2, experts: 1, k: 1 });
    expect(warn).not.toHaveBeenCalled();
  });
});
