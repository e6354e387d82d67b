import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import {
  childContext,
  type Context,
  countParameters,
  disposeParameters,
  type Gate,
  type Grouped,
  initialize,
  key,
  leaves,
  measureRouting,
  normal,
  oneGroup,
  type Parameter,
  type ParametersOf,
  type ParameterSpec,
  valueAndGradients,
  variableParameter,
} from '@outrageous/core';
import { balanced } from '../losses/balanced.js';
import { route, whileTraining } from '../conformance/readRouting.js';
import { hierarchical } from './hierarchical.js';
import { noisyTopK } from '../gates/noisyTopK/noisyTopK.js';

const evaluating = { training: false, key: key(0) };

const [width, a, b, k, rows] = [3, 4, 3, 2, 6];

type Matrices = Record<'clean' | 'noise', ParameterSpec<tf.Rank.R3>>;
type Parameters = ParametersOf<{ primary: Matrices; secondary: Matrices }>;

/** A hierarchy of 4 branches of 3 experts with random parameters, and rows to route. */
interface Setting {
  readonly primary: Gate;
  readonly gate: Gate;
  readonly parameters: Parameters;
  readonly input: Grouped;
}

async function withHierarchy(body: (setting: Setting) => Promise<void>, branches = a): Promise<void> {
  const primary = noisyTopK({ width, experts: branches, k: Math.min(k, branches) });
  const gate = hierarchical(primary, noisyTopK({ width, experts: b, k, groups: branches }));
  const parameters: Parameters = {
    primary: { clean: random([1, width, branches], 1), noise: random([1, width, branches], 2) },
    secondary: { clean: random([branches, width, b], 3), noise: random([branches, width, b], 4) },
  };
  const input = oneGroup(tf.tidy(() => tf.reshape(normal(key(5), [rows, width]), [rows, width])));
  await body({ primary, gate, parameters, input });
  tf.dispose([input.rows, input.group, input.offsets]);
  disposeParameters(parameters);
}

function random(shape: [number, number, number], seed: number): Parameter<tf.Rank.R3> {
  return parameterOf(tf.tidy(() => tf.reshape(normal(key(seed), shape), shape)));
}

function parameterOf(tensor: tf.Tensor3D): Parameter<tf.Rank.R3> {
  const { shape } = tensor;
  return variableParameter('', { shape, perExpert: false }, tensor) as Parameter<tf.Rank.R3>;
}

function total(numbers: readonly number[]): number {
  return numbers.reduce((sum, number) => sum + number, 0);
}

function expectNumbers(got: readonly number[], expected: readonly number[], digits = 4): void {
  expect(got.length).toBe(expected.length);
  expected.forEach((number, i) => expect(got[i]).toBeCloseTo(number, digits));
}

describe('hierarchical', () => {
  it('sends each row to k experts in k branches, with weights that sum to 1', () =>
    withHierarchy(async (setting) => {
      const { token, expert, weight } = await route(setting, whileTraining);
      for (let row = 0; row < rows; row++) {
        const slots = token.flatMap((of, slot) => (of === row ? [slot] : []));
        expect(new Set(slots.map((slot) => expert[slot])).size).toBe(k * k);
        expect(new Set(slots.map((slot) => Math.floor(expert[slot] / b))).size).toBe(k);
        expect(total(slots.map((slot) => weight[slot]))).toBeCloseTo(1, 5);
      }
    }));

  it('tells of the gate that chooses branches, also when it is balanced', () =>
    withHierarchy(({ gate, primary }) => {
      expect(gate.primary).toBe(primary);
      expect(balanced(gate).primary).toBe(primary);
      return Promise.resolve();
    }));

  it('shares each branch’s importance among its experts', () =>
    withHierarchy(async (setting) => {
      const { gate, primary, parameters, input } = setting;
      const { importance } = await route({ gate, parameters, input }, whileTraining);
      const context = childContext(whileTraining, 'primary');
      const first = await route({ gate: primary, parameters: parameters.primary, input }, context);
      const perBranch = first.importance.map((_, i) => total(importance.slice(i * b, (i + 1) * b)));
      expectNumbers(perBranch, first.importance);
      expect(total(importance)).toBeCloseTo(rows, 4);
    }));

  it('has the load of the paper, with the true number of rows in each branch', () =>
    withHierarchy(async (setting) => {
      const { load } = await route(setting, evaluating);
      expectNumbers(load, await loadByHand(setting));
    }));

  it('has no NaN for branches without rows, nor in the gradients', () =>
    withHierarchy(async (setting) => {
      const { input, parameters, gate } = setting;
      parameters.primary.clean.assign(tf.tidy(() => tf.mul(tf.ones([1, width, a]), [9, 8, 0, -1])));
      const toTwoBranches = { ...setting, input: { ...input, rows: tf.ones<tf.Rank.R2>([rows, width]) } };
      const { load, importance, expert } = await route(toTwoBranches, evaluating);
      const gradients = await gradientsOf(balanced(gate), toTwoBranches, evaluating);
      toTwoBranches.input.rows.dispose();
      expect(Math.max(...expert)).toBeLessThan(2 * b);
      expect(load.slice(2 * b)).toEqual(new Array<number>(2 * b).fill(0));
      expect([...load, ...importance, ...[...gradients.values()].flat()].every(Number.isFinite)).toBe(true);
    }));

  it('with one branch is the flat gate', () =>
    withHierarchy(async ({ gate, parameters, input }) => {
      const flat = noisyTopK({ width, experts: b, k });
      const context = childContext(whileTraining, 'secondary');
      const expected = await route({ gate: flat, parameters: parameters.secondary, input }, context);
      const got = await route({ gate, parameters, input }, whileTraining);
      expect(got.token).toEqual(expected.token);
      expect(got.expert).toEqual(expected.expert);
      for (const name of ['weight', 'importance', 'load'] as const) expectNumbers(got[name], expected[name], 5);
    }, 1));

  it('has one CV² over all experts when it is balanced', () =>
    withHierarchy(async ({ gate, parameters, input }) => {
      const { loss, importance, load } = await route({ gate: balanced(gate), parameters, input }, whileTraining);
      expect(loss[0]).toBeCloseTo(0.1 * cvSquaredOf(importance) + 0.1 * cvSquaredOf(load), 4);
    }));

  it('leads gradients of its load to the noise of the primary gate', () =>
    withHierarchy(async (setting) => {
      const onlyLoad = balanced(setting.gate, { importance: 0, load: 1 });
      const numbers = (await gradientsOf(onlyLoad, setting, whileTraining)).get(setting.parameters.primary.noise) ?? [];
      expect(Math.max(...numbers.map(Math.abs))).toBeGreaterThan(1e-4);
      expect(numbers.every(Number.isFinite)).toBe(true);
    }));

  it('adds the losses of its parts', () =>
    withHierarchy(async ({ primary, parameters, input }) => {
      const secondary = noisyTopK({ width, experts: b, k, groups: a });
      const lossOf = async (gate: Gate) => total((await route({ gate, parameters, input }, whileTraining)).loss);
      const ofPrimary = await lossOf(hierarchical(balanced(primary), secondary));
      const ofSecondary = await lossOf(hierarchical(primary, balanced(secondary)));
      const ofBoth = await lossOf(hierarchical(balanced(primary), balanced(secondary)));
      expect(Math.min(ofPrimary, ofSecondary)).toBeGreaterThan(0);
      expect(ofBoth).toBeCloseTo(ofPrimary + ofSecondary, 5);
    }));

  it('costs a + k · b columns of both matrices for each row', () => {
    const gate = hierarchical(
      noisyTopK({ width: 512, experts: 16, k: 2 }),
      noisyTopK({ width: 512, experts: 256, k: 2, groups: 16 }),
    );
    expect(gate).toMatchObject({ groups: 1, experts: 4096, expertsPerToken: 4 });
    expect(gate.operations).toBe(2 * 512 * (16 + 2 * 256));
    expect(countParameters(gate.parameters)).toBe(2 * 512 * (16 + 4096));
  });

  it('needs a secondary gate for each branch', () => {
    const primary = noisyTopK({ width, experts: a, k });
    expect(() => hierarchical(primary, noisyTopK({ width, experts: b, k, groups: 3 }))).toThrow(
      'hierarchical: the primary gate has 4 branches, but the secondary is a bank of 3 gates; ' +
        'it needs one per branch: make it with groups: 4',
    );
  });

  it('reads rows of the width that its parts read', () => {
    const [primary, secondary] = [
      noisyTopK({ width, experts: a, k }),
      noisyTopK({ width: width + 1, experts: b, k, groups: a }),
    ];
    const anyWidth = { ...primary, inputWidth: undefined };
    expect(hierarchical(anyWidth, secondary).inputWidth).toBe(width + 1);
    expect(hierarchical(primary, { ...secondary, inputWidth: undefined }).inputWidth).toBe(width);
    expect(() => hierarchical(primary, secondary)).toThrow(
      `hierarchical: the primary gate reads rows of width ${width}, the secondary of width ${width + 1}, and both read the ` +
        'same rows; make both with the width of those',
    );
  });

  it('starts with each expert about equally important', async () => {
    const gate = hierarchical(noisyTopK({ width, experts: a, k }), noisyTopK({ width, experts: b, k, groups: a }));
    const parameters = initialize(gate.parameters, key(0));
    const input = oneGroup(tf.ones([512, width]));
    const { load } = await route({ gate, parameters, input }, whileTraining);
    load.forEach((one) => expect(Math.abs(one / ((512 * k * k) / (a * b)) - 1)).toBeLessThan(0.25));
    tf.dispose([input.rows, input.group, input.offsets]);
    disposeParameters(parameters);
  });
});

/** The gradients of the gate's own loss, of each parameter that it reaches. */
async function gradientsOf(
  gate: Gate,
  { parameters, input }: Setting,
  context: Context,
): Promise<ReadonlyMap<Parameter, readonly number[]>> {
  const { value, gradients } = valueAndGradients(
    () => ({ loss: measureRouting(gate.apply(parameters, input, context)).loss, extra: {} }),
    leaves(parameters),
  );
  const numbers = new Map<Parameter, readonly number[]>();
  for (const [parameter, gradient] of gradients) {
    numbers.set(parameter, Array.from(await (gradient as tf.Tensor).data()));
  }
  tf.dispose([value, ...gradients.values()]);
  return numbers;
}

/** Load_primary(X)_i · Load_i(X^(i))_j / |X^(i)|, each Load_i by a flat gate on the branch's rows. */
async function loadByHand({ primary, parameters, input }: Setting): Promise<number[]> {
  const first = await route({ gate: primary, parameters: parameters.primary, input }, evaluating);
  const matrix = await input.rows.array();
  const clean = await parameters.secondary.clean.read().array();
  const noise = await parameters.secondary.noise.read().array();
  const load: number[] = [];
  for (let i = 0; i < a; i++) {
    const ofBranch = first.token.filter((_, slot) => first.expert[slot] === i).map((row) => matrix[row]);
    const inBranch =
      ofBranch.length === 0 ? new Array<number>(b).fill(0) : await flatLoad(ofBranch, clean[i], noise[i]);
    load.push(...inBranch.map((one) => (first.load[i] * one) / Math.max(ofBranch.length, 1)));
  }
  return load;
}

async function flatLoad(ofBranch: number[][], clean: number[][], noise: number[][]): Promise<readonly number[]> {
  const parameters = { clean: parameterOf(tf.tensor3d([clean])), noise: parameterOf(tf.tensor3d([noise])) };
  const input = oneGroup(tf.tensor2d(ofBranch));
  const { load } = await route({ gate: noisyTopK({ width, experts: b, k }), parameters, input }, evaluating);
  tf.dispose([input.rows, input.group, input.offsets]);
  disposeParameters(parameters);
  return load;
}

function cvSquaredOf(values: readonly number[]): number {
  const mean = total(values) / values.length;
  return total(values.map((value) => (value - mean) ** 2)) / values.length / mean ** 2;
}
