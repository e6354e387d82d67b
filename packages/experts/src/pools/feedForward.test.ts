import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { countParameters, disposeParameters, initialize, key, leaves, normal } from '@outrageous/core';
import { expectClose } from '@outrageous/core/testing';
import { groupRows } from '../conformance/groupRows.js';
import { feedForward } from './feedForward.js';
import { feedForwardNetwork } from '../networks/feedForwardNetwork.js';

const context = { training: false, key: key(0) };

describe('feedForward', () => {
  it("counts the paper's expert, 512 → 1024 → 512, as 1,048,576 multiply-adds", () => {
    expect(feedForward({ experts: 256, width: 512, hidden: 1024 }).operations).toBe(1_048_576);
  });

  it('describes 131,072 experts without allocating them', () => {
    const pool = feedForward({ experts: 131_072, width: 512, hidden: 1024 });
    expect(countParameters(pool.parameters)).toBe(131_072 * 1_048_576);
  });

  it('counts biases as parameters only', () => {
    const pool = feedForward({ experts: 2, width: 3, hidden: [4, 5], outputWidth: 6, bias: true });
    expect(pool.operations).toBe(3 * 4 + 4 * 5 + 5 * 6);
    expect(countParameters(pool.parameters)).toBe(2 * (pool.operations + 4 + 5 + 6));
  });

  it('counts two matrices for a SwiGLU layer', () => {
    const pool = feedForward({ experts: 2, width: 3, hidden: 4, activation: 'swiglu' });
    expect(pool.operations).toBe(2 * 3 * 4 + 4 * 3);
    expect(countParameters(pool.parameters)).toBe(2 * pool.operations);
  });

  it('names and stacks its parameters', () => {
    const pool = feedForward({ experts: 2, width: 3, hidden: 4, activation: 'swiglu' });
    const parameters = initialize(pool.parameters, key(0), 'pool');
    expect(leaves(parameters).map(({ name, shape, perExpert }) => [name, shape, perExpert])).toEqual([
      ['pool/hidden/0/gate/weight', [2, 3, 4], true],
      ['pool/hidden/0/up/weight', [2, 3, 4], true],
      ['pool/output/weight', [2, 4, 3], true],
    ]);
    disposeParameters(parameters);
  });

  it('counts and names the two factors of each matrix', () => {
    const pool = feedForward({ experts: 2, width: 6, hidden: 8, rank: 3, bias: true });
    expect(pool.operations).toBe(3 * (6 + 8) + 3 * (8 + 6));
    expect(countParameters(pool.parameters)).toBe(2 * (pool.operations + 8 + 6));
    const parameters = initialize(pool.parameters, key(0));
    expect(leaves(parameters).map(({ name, shape }) => [name, shape])).toEqual([
      ['hidden/0/into/weight', [2, 6, 3]],
      ['hidden/0/outOf/weight', [2, 3, 8]],
      ['hidden/0/outOf/bias', [2, 8]],
      ['output/into/weight', [2, 8, 3]],
      ['output/outOf/weight', [2, 3, 6]],
      ['output/outOf/bias', [2, 6]],
    ]);
    disposeParameters(parameters);
  });

  it.each(['relu', 'gelu', 'swiglu'] as const)('is, of low rank, what whole matrices give: %s', async (activation) => {
    const size = { experts: 2, width: 3, hidden: 4, activation };
    const [factored, whole] = [feedForward({ ...size, rank: 2 }), feedForward(size)];
    const [factors, matrices] = [factored, whole].map(({ parameters }) => initialize(parameters, key(1)));
    for (const [i, matrix] of leaves(matrices).entries()) {
      const [into, outOf] = leaves(factors).slice(2 * i, 2 * i + 2);
      matrix.assign(tf.matMul(into.read(), outOf.read()));
    }
    const grouped = groupRows(
      tf.tidy(() => tf.reshape<tf.Rank.R2>(normal(key(2), [5, 3]), [5, 3])),
      [2, 3],
    );
    const [got, expected] = [factored.apply(factors, grouped, context), whole.apply(matrices, grouped, context)];
    await expectClose(got, expected, 1e-5);
    tf.dispose([got, expected, { ...grouped }]);
    disposeParameters(factors);
    disposeParameters(matrices);
  });

  it('starts each expert from the key and its index, however many there are', async () => {
    const [two, five] = [2, 5].map((experts) => {
      const parameters = initialize(feedForward({ experts, width: 3, hidden: 4 }).parameters, key(7));
      const firstTwo = leaves(parameters).map((parameter) => tf.slice(parameter.read(), 0, 2));
      disposeParameters(parameters);
      return firstTwo;
    });
    for (const [i, some] of two.entries()) await expectClose(five[i], some, 0);
    tf.dispose([two, five]);
  });

  it.each([
    ['relu', [96, 96, 96]],
    ['gelu', [96, 96, 96]],
    ['swiglu', [96]], // a product of two maps squares deviations, so that only a single layer keeps them
  ] as const)('keeps the variance of its rows at the start: %s', async (activation, hidden) => {
    const pool = feedForward({ experts: 2, width: 32, hidden, activation });
    const parameters = initialize(pool.parameters, key(1));
    const rows = tf.tidy(() => tf.reshape<tf.Rank.R2>(normal(key(2), [64, 32]), [64, 32]));
    const grouped = groupRows(rows, [32, 32]);
    const meanSquare = tf.tidy(() => tf.mean(tf.square(pool.apply(parameters, grouped, context))));
    const [value] = await meanSquare.data();
    expect(value).toBeGreaterThan(0.6);
    expect(value).toBeLessThan(1.6);
    tf.dispose([meanSquare, { ...grouped }]);
    disposeParameters(parameters);
  });

  it('says what rows it needs', () => {
    const pool = feedForward({ experts: 2, width: 3, hidden: 4 });
    const parameters = initialize(pool.parameters, key(0));
    const [wide, many] = [groupRows(tf.zeros([2, 5]), [1, 1]), groupRows(tf.zeros([2, 3]), [1, 1, 0])];
    expect(() => pool.apply(parameters, wide, context)).toThrow(
      'feedForward: got rows [2,5] in 2 groups, needs rows of width 3 in 2 groups',
    );
    expect(() => pool.apply(parameters, many, context)).toThrow('in 3 groups, needs rows of width 3 in 2 groups');
    tf.dispose([{ ...wide }, { ...many }]);
    disposeParameters(parameters);
  });

  it('says which option is wrong', () => {
    const sizes = { experts: 2, width: 3, hidden: 4 };
    expect(() => feedForward({ ...sizes, experts: 0 })).toThrow(
      'feedForward: experts must be a whole number from 1 up, got 0',
    );
    expect(() => feedForward({ ...sizes, hidden: [4, 1.5] })).toThrow(
      'feedForward: hidden must be a whole number from 1 up, or a list of at least one, each a whole number from 1 up, got [4, 1.5]',
    );
    expect(() => feedForward({ ...sizes, rank: 0 })).toThrow(
      'feedForward: rank must be a whole number from 1 up, got 0',
    );
    expect(() => feedForward({ ...sizes, hidden: [] })).toThrow(
      'feedForward: hidden must be a whole number from 1 up, or a list of at least one, each a whole number from 1 up, got []',
    );
    expect(() => feedForward({ ...sizes, activation: 'tanh' as 'relu' })).toThrow(
      "feedForward: activation must be one of 'relu', 'gelu', 'swiglu', got 'tanh'",
    );
  });
});

describe('feedForwardNetwork', () => {
  it("has the cost of the paper's dense baselines", () => {
    const wide = feedForwardNetwork({ width: 512, hidden: 4096 });
    const deep = feedForwardNetwork({ width: 512, hidden: [1024, 1024, 1024, 1024] });
    expect([wide.operations, deep.operations]).toEqual([4 * 1_048_576, 4 * 1_048_576]);
    expect(countParameters(wide.parameters)).toBe(wide.operations);
  });

  it('is one expert with parameters of the shape [in, out]', () => {
    const network = feedForwardNetwork({ width: 3, hidden: 4, outputWidth: 2, bias: true });
    const parameters = initialize(network.parameters, key(0));
    expect(leaves(parameters).map(({ name, shape, perExpert }) => [name, shape, perExpert])).toEqual([
      ['hidden/0/weight', [3, 4], false],
      ['hidden/0/bias', [4], false],
      ['output/weight', [4, 2], false],
      ['output/bias', [2], false],
    ]);
    disposeParameters(parameters);
  });

  it('computes what the equations say', async () => {
    const network = feedForwardNetwork({ width: 1, hidden: 1, activation: 'swiglu' });
    const parameters = initialize(network.parameters, key(0));
    for (const [i, value] of [2, 3, 5].entries()) leaves(parameters)[i].assign(tf.tensor2d([[value]]));
    const rows = tf.tensor2d([[-1], [0.5]]);
    const before = tf.memory().numTensors;
    const output = network.apply(parameters, rows, context);
    expect(tf.memory().numTensors).toBe(before + 1);
    const expected = (x: number) => ((2 * x) / (1 + Math.exp(-2 * x))) * (3 * x) * 5;
    await expectClose(output, [[expected(-1)], [expected(0.5)]]);
    tf.dispose([rows, output]);
    disposeParameters(parameters);
  });

  it('says its own name in errors', () => {
    expect(() => feedForwardNetwork({ width: 0, hidden: 1 })).toThrow(
      'feedForwardNetwork: width must be a whole number from 1 up, got 0',
    );
  });
});
