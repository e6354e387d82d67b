import * as tf from '@tensorflow/tfjs-core';
import { afterEach, describe, expect, it, vi } from 'vitest';
import {
  countParameters,
  disposeParameters,
  type Gate,
  type Grouped,
  initialize,
  key,
  leaves,
  normal,
  oneGroup,
  type Parameter,
  valueAndGradients,
} from '@outrageous/core';
import { expectGradients } from '@outrageous/core/testing';
import { balanced, type BalanceWeights } from './balanced.js';
import { route, type RoutingNumbers, whileTraining } from './conformance/readRouting.js';
import { noisyTopK, type NoisyTopKOptions } from './noisyTopK.js';

const evaluating = { training: false, key: key(0) };

/** softplus(0) + 0.01: the standard deviation that training starts with. */
const INITIAL_STD = Math.log(2) + 0.01;

/** The logits that every row gets. */
interface SameLogits {
  readonly k: number;
  readonly rows: number;
  readonly clean: readonly number[];
  /** Zero where it isn't said. */
  readonly rawNoise?: readonly number[];
}

/** Routes rows of the one number 1, so that parameters are logits. */
async function routeSameLogits(
  { k, rows, clean, rawNoise }: SameLogits,
  context = whileTraining,
): Promise<RoutingNumbers> {
  const parameters = { clean: logitParameter(clean), noise: logitParameter(rawNoise ?? clean.map(() => 0)) };
  const input = oneGroup(tf.ones([rows, 1]));
  const gate = noisyTopK({ width: 1, experts: clean.length, k });
  const numbers = await route({ gate, parameters, input }, context);
  disposeGrouped(input);
  disposeParameters(parameters);
  return numbers;
}

function logitParameter(logits: readonly number[]): Parameter {
  return parameterOf(tf.tensor3d([...logits], [1, 1, logits.length]));
}

function parameterOf(tensor: tf.Tensor): Parameter {
  const { shape } = tensor;
  const dispose = () => tensor.dispose();
  return { kind: 'parameter', name: '', shape, perExpert: false, read: () => tensor, assign: dispose, dispose };
}

function disposeGrouped({ rows, group, offsets }: Grouped): void {
  tf.dispose([rows, group, offsets]);
}

function countsOf({ expert, load }: RoutingNumbers): number[] {
  return load.map((_, i) => expert.filter((chosen) => chosen === i).length);
}

describe('noisyTopK chooses', () => {
  it('the top k of the noisy logits, weighed by the softmax over them', async () => {
    const clean = [0.3, -0.1, 0.8, 0, 0.5, -0.4];
    const [rows, k] = [5, 3];
    const { token, expert, weight } = await routeSameLogits({ k, rows, clean });
    const draws = normal(whileTraining.key, [rows, clean.length]);
    const noise = await draws.data();
    for (let row = 0; row < rows; row++) {
      const noisy = clean.map((logit, i) => logit + noise[row * clean.length + i] * INITIAL_STD);
      const top = noisy.map((_, i) => i).sort((i, j) => noisy[j] - noisy[i]).slice(0, k);
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
    expect(weight.slice(0, 4).reduce((sum, one) => sum + one)).toBeCloseTo(1, 6);
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

describe('the load of noisyTopK', () => {
  const rows = 4096;
  const clean = [2, 1, 0.5, 0, 0, -0.5, -1, -2];

  /** Four standard deviations of a frequency, and one row for the rarest. */
  const tolerance = (p: number) => 4 * Math.sqrt((p * (1 - p)) / rows) + 1 / rows;

  it.each([
    { name: 'equal noise', rawNoise: undefined },
    { name: 'unequal noise', rawNoise: [0.5, -1, 1, 0, -0.5, 2, 0, 1] },
  ])('is how often each expert is chosen, with $name', async ({ rawNoise }) => {
    const routing = await routeSameLogits({ k: 2, rows, clean, rawNoise });
    const chosen = countsOf(routing).map((count) => count / rows);
    const estimated = routing.load.map((load) => load / rows);
    // One threshold for all experts gives 1.64 or 2.60, thresholds of probabilities 3.60.
    expect(Math.abs(estimated.reduce((sum, p) => sum + p) - 2)).toBeLessThan(0.05);
    estimated.forEach((p, i) => expect(Math.abs(p - chosen[i])).toBeLessThan(tolerance(p)));
  });

  it('has the known frequencies', async () => {
    const known = [0.9483, 0.5915, 0.2562, 0.0886, 0.0875, 0.0234, 0.0045, 0.0001];
    const routing = await routeSameLogits({ k: 2, rows, clean });
    const chosen = countsOf(routing).map((count) => count / rows);
    known.forEach((p, i) => expect(Math.abs(chosen[i] - p)).toBeLessThan(tolerance(p)));
  });

  it('starts equal: each expert is chosen k / n of the time', async () => {
    const [experts, k] = [8, 2];
    const counts = countsOf(await routeSameLogits({ k, rows, clean: new Array<number>(experts).fill(0) }));
    const expected = (rows * k) / experts;
    const deviation = counts.reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0);
    // Rows choose without replacement, which narrows the spread; 24.3 is the 99.9% point of χ² with 7 degrees.
    expect((deviation * (experts - 1)) / (experts - k)).toBeLessThan(24.3);
  });
});

describe('gradients of noisyTopK', () => {
  const options = { width: 3, experts: 4, k: 2 };

  /** The largest gradient of each matrix, from one balancing loss alone. */
  async function largestGradients(weights: BalanceWeights, { atStart }: { atStart: boolean }): Promise<number[]> {
    const gate = balanced(noisyTopK(options), weights);
    const parameters = initialize(gate.parameters, key(1));
    const all = leaves(parameters);
    if (!atStart) all.forEach((one, i) => one.assign(normal(key(i), one.shape)));
    const input = oneGroup(tf.tidy(() => tf.reshape(normal(key(5), [6, 3]), [6, 3])));
    const { value, gradients } = valueAndGradients(
      () => ({ loss: gate.apply(parameters, input, whileTraining).loss, extra: {} }),
      all,
    );
    const largest = all.map((one) => gradients.get(one)).map(async (gradient) => {
      if (!gradient) return 0;
      const numbers = await gradient.data();
      gradient.dispose();
      return Array.from(numbers).reduce((most, number) => Math.max(most, Math.abs(number)), 0);
    });
    const result = await Promise.all(largest);
    value.dispose();
    disposeGrouped(input);
    disposeParameters(parameters);
    return result;
  }

  it.each([true, false])('reach both matrices from the load loss alone (at the start: %s)', async (atStart) => {
    const [clean, noise] = await largestGradients({ importance: 0, load: 1 }, { atStart });
    expect(clean).toBeGreaterThan(1e-4);
    expect(noise).toBeGreaterThan(1e-4);
    expect(Number.isFinite(clean + noise)).toBe(true);
  });

  it.each([true, false])('reach W_g from the importance loss alone (at the start: %s)', async (atStart) => {
    const [clean] = await largestGradients({ importance: 1, load: 0 }, { atStart });
    expect(clean).toBeGreaterThan(1e-4);
    expect(Number.isFinite(clean)).toBe(true);
  });

  it('match finite differences from the load loss alone, with frozen draws', async () => {
    const gate = balanced(noisyTopK(options), { importance: 0, load: 1 });
    const shape: [number, number, number] = [1, options.width, options.experts];
    const input = oneGroup(tf.tidy(() => tf.reshape(normal(key(5), [6, 3]), [6, 3])));
    const matrices: [tf.Tensor, tf.Tensor] = [normal(key(6), shape), normal(key(7), shape)];
    await expectGradients(
      (clean, noise) =>
        gate.apply({ clean: parameterOf(clean), noise: parameterOf(noise) }, input, whileTraining).loss,
      matrices,
    );
    tf.dispose(matrices);
    disposeGrouped(input);
  });
});

describe('a bank of noisyTopK gates', () => {
  it('is one gate per group, each with experts of its own', async () => {
    const bank = noisyTopK({ width: 2, experts: 3, k: 2, groups: 2 });
    const flat = noisyTopK({ width: 2, experts: 3, k: 2 });
    const rows = [[1, 2], [0.5, -1], [2, 0.3]];
    const matrix = [[0.5, 1, -1, 2, 0.1, 0.2], [1, -0.3, 0.7, 0.2, 0.9, -2]];
    const zeros = [[0, 0, 0, 0, 0, 0], [0, 0, 0, 0, 0, 0]];
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
    [{ noiseFloor: 0 }, "noisyTopK: noiseFloor must be above 0, or the load can't be estimated, got 0"],
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
    expect(warn).toHaveBeenCalledWith(expect.stringContaining('Switch-style gate'));
  });

  it('does not warn where there is only one expert', () => {
    const warn = vi.spyOn(console, 'warn').mockImplementation(() => {});
    noisyTopK({ width: 2, experts: 1, k: 1 });
    expect(warn).not.toHaveBeenCalled();
  });
});
