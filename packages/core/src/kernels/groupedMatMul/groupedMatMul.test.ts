import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { key } from '../../key.js';
import { normal } from '../../random/draw/normal.js';
import { expectClose, expectGradients } from '../../testing/index.js';
import { groupedMatMul } from './groupedMatMul.js';

const WIDTH = 3;
const OUTPUT_WIDTH = 2;

const divisions: Record<string, readonly number[]> = {
  'rows in some groups': [2, 0, 3, 1],
  'all rows in the first group': [5, 0, 0],
  'all rows in the last group': [0, 0, 5],
  'one group': [4],
  'one row': [0, 1],
};

function offsetsOf(sizes: readonly number[]): number[] {
  return sizes.reduce((offsets, size) => [...offsets, offsets[offsets.length - 1] + size], [0]);
}

function problem(sizes: readonly number[], width = WIDTH, outputWidth = OUTPUT_WIDTH) {
  const offsets = offsetsOf(sizes);
  return {
    rows: normal(key(0), [offsets[sizes.length], width]),
    weights: normal(key(1), [sizes.length, width, outputWidth]),
    offsets: tf.tensor1d(offsets, 'int32'),
    groups: sizes.length,
  };
}

/** y_i = x_i · W_group(i) in float64. */
function product(rows: number[][], weights: number[][][], sizes: readonly number[]): number[][] {
  const group = sizes.flatMap((size, g) => new Array<number>(size).fill(g));
  const width = weights[0][0].length;
  return rows.map((row, i) =>
    Array.from({ length: width }, (_, column) => row.reduce((sum, x, j) => sum + x * weights[group[i]][j][column], 0)),
  );
}

describe.each(Object.entries(divisions))('grouped matrix product, %s', (_name, sizes) => {
  it('multiplies each row by the matrix of its group', async () => {
    const { rows, weights, offsets, groups } = problem(sizes);
    const y = groupedMatMul({ rows, offsets, groups }, weights);
    expect(y.shape).toEqual([rows.shape[0], OUTPUT_WIDTH]);
    await expectClose(y, product(await rows.array(), await weights.array(), sizes));
    tf.dispose([rows, weights, offsets, y]);
  });

  it('has the gradients of finite differences', async () => {
    const { rows, weights, offsets, groups } = problem(sizes);
    const loss = (x: tf.Tensor2D, w: tf.Tensor3D) =>
      tf.sum<tf.Scalar>(tf.square(groupedMatMul({ rows: x, offsets, groups }, w)));
    await expectGradients(loss, [rows, weights] as const);
    tf.dispose([rows, weights, offsets]);
  });
});

describe.each(Object.entries(divisions))('with a bias, %s', (_name, sizes) => {
  function biased() {
    const given = problem(sizes);
    return { ...given, bias: normal(key(3), [given.groups, OUTPUT_WIDTH]) };
  }

  it.each(['none', 'relu'] as const)('adds the vector of the group before the activation: %s', async (activation) => {
    const { rows, weights, bias, ...groups } = biased();
    const y = groupedMatMul({ rows, ...groups }, weights, { bias, activation });
    const [products, vectors] = [product(await rows.array(), await weights.array(), sizes), await bias.array()];
    const group = sizes.flatMap((size, g) => new Array<number>(size).fill(g));
    const sums = products.map((row, i) => row.map((sum, column) => sum + vectors[group[i]][column]));
    await expectClose(y, activation === 'relu' ? sums.map((row) => row.map((sum) => Math.max(0, sum))) : sums);
    tf.dispose([rows, weights, bias, groups.offsets, y]);
  });

  it('has the gradients of finite differences', async () => {
    const { rows, weights, bias, ...groups } = biased();
    const loss = (x: tf.Tensor2D, w: tf.Tensor3D, b: tf.Tensor2D) =>
      tf.sum<tf.Scalar>(tf.square(groupedMatMul({ rows: x, ...groups }, w, { bias: b })));
    await expectGradients(loss, [rows, weights, bias] as const);
    tf.dispose([rows, weights, bias, groups.offsets]);
  });
});

const manyGroups = (groups: number) => Array.from({ length: groups }, (_, g) => (g % 5 === 0 ? 0 : g % 3));

/** Sizes of groups, width, output width: around the tiles of 16, 32 and 64 rows, 64 columns and 16 steps of a GPU. */
const large: readonly (readonly [name: string, sizes: readonly number[], width: number, outputWidth: number])[] = [
  ['groups larger than a tile, odd widths', [70, 0, 1, 130, 65], 19, 67],
  ['groups larger than a tile, widths in fours', [70, 0, 1, 130, 65], 20, 68],
  ['groups of a few rows', [3, 0, 40, 33, 16, 17, 1, 0], 36, 72],
  ['one row', [0, 0, 1, 0], 64, 65],
  ['300 groups', manyGroups(300), 4, 8],
  ['1024 groups', manyGroups(1024), 3, 4],
];

describe.each(large)('grouped matrix product, %s', (_name, sizes, width, outputWidth) => {
  it('multiplies each row by the matrix of its group', async () => {
    const { rows, weights, offsets, groups } = problem(sizes, width, outputWidth);
    const y = groupedMatMul({ rows, offsets, groups }, weights);
    await expectClose(y, product(await rows.array(), await weights.array(), sizes), 1e-4);
    tf.dispose([rows, weights, offsets, y]);
  });

  it('has the gradients of its equations', async () => {
    const { rows, weights, offsets, groups } = problem(sizes, width, outputWidth);
    const dy = normal(key(2), [rows.shape[0], outputWidth]);
    const [dRows, dWeights] = tf.grads((x: tf.Tensor, w: tf.Tensor) =>
      groupedMatMul({ rows: x as tf.Tensor2D, offsets, groups }, w as tf.Tensor3D),
    )([rows, weights], dy);
    const transposed = tf.transpose(weights, [0, 2, 1]);
    await expectClose(dRows, product(await dy.array(), await transposed.array(), sizes), 1e-4);
    await expectClose(dWeights, outer(await rows.array(), await dy.array(), offsetsOf(sizes)), 1e-4);
    tf.dispose([rows, weights, offsets, dy, dRows, dWeights, transposed]);
  });
});

/** dW_g = Σ over the rows i of group g of x_iᵀ · dy_i in float64. */
function outer(rows: number[][], dy: number[][], offsets: readonly number[]): number[][][] {
  return offsets.slice(1).map((end, g) =>
    rows[0].map((_x, j) =>
      dy[0].map((_y, column) => {
        let sum = 0;
        for (let i = offsets[g]; i < end; i++) sum += rows[i][j] * dy[i][column];
        return sum;
      }),
    ),
  );
}

describe.each(['rows in some groups', 'one group'])('with relu, %s', (name) => {
  const activation = 'relu';

  it('is max(0, ·) of the product', async () => {
    const { rows, weights, offsets, groups } = problem(divisions[name]);
    const y = groupedMatMul({ rows, offsets, groups }, weights, { activation });
    const expected = product(await rows.array(), await weights.array(), divisions[name]);
    expect(expected.flat().some((value) => value < 0)).toBe(true);
    await expectClose(
      y,
      expected.map((row) => row.map((value) => Math.max(0, value))),
    );
    tf.dispose([rows, weights, offsets, y]);
  });

  it('has the gradients of finite differences', async () => {
    const { rows, weights, offsets, groups } = problem(divisions[name]);
    const loss = (x: tf.Tensor2D, w: tf.Tensor3D) =>
      tf.sum<tf.Scalar>(tf.square(groupedMatMul({ rows: x, offsets, groups }, w, { activation })));
    await expectGradients(loss, [rows, weights] as const);
    tf.dispose([rows, weights, offsets]);
  });
});

it.runIf(['tensorflow', 'webgpu'].includes(tf.getBackend()))('relu hides no NaN', async () => {
  const { rows, weights, offsets, groups } = problem([2, 0, 3, 1]);
  const broken = tf.tidy(() => tf.mul<tf.Tensor3D>(weights, NaN));
  const y = groupedMatMul({ rows, offsets, groups }, broken, { activation: 'relu' });
  expect(Array.from(await y.data()).every(Number.isNaN)).toBe(true);
  tf.dispose([rows, weights, offsets, broken, y]);
});

it('gives zero gradients where there is no row', async () => {
  const { rows, weights, offsets, groups } = problem([0, 0]);
  const dy = tf.zeros([0, OUTPUT_WIDTH]);
  const gradients = tf.grads((x: tf.Tensor, w: tf.Tensor) =>
    groupedMatMul({ rows: x as tf.Tensor2D, offsets, groups }, w as tf.Tensor3D),
  )([rows, weights], dy);
  expect(gradients[0].shape).toEqual([0, WIDTH]);
  await expectClose(gradients[1], new Float32Array(2 * WIDTH * OUTPUT_WIDTH));
  tf.dispose([rows, weights, offsets, dy, gradients]);
});

it('says which weights it needs', () => {
  const { rows, weights, offsets } = problem([2, 1]);
  expect(() => groupedMatMul({ rows, offsets, groups: 3 }, weights)).toThrow(
    'groupedMatMul: rows [3,3] in 3 groups need weights [3, 3, h], got [2,3,2]',
  );
  tf.dispose([rows, weights, offsets]);
});

it('says which bias it needs', () => {
  const { rows, weights, offsets } = problem([2, 1]);
  const bias = tf.zeros<tf.Rank.R2>([2, 3]);
  expect(() => groupedMatMul({ rows, offsets, groups: 2 }, weights, { bias })).toThrow(
    'groupedMatMul: weights [2,3,2] need a bias [2, 2], got [2,3]',
  );
  tf.dispose([rows, weights, offsets, bias]);
});
