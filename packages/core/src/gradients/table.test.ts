import * as tf from '@tensorflow/tfjs-core';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { valueAndGradients } from './gradients.js';
import { variableParameter } from '../initialize.js';
import { gatherRows } from '../kernels/gatherRows/gatherRows.js';
import { groupedMatMul } from '../kernels/groupedMatMul/groupedMatMul.js';
import { key } from '../key.js';
import { type Parameter, rowsOf } from '../parameter.js';
import { normal } from '../random/draw/normal.js';
import { denseGradient, namedRows } from './denseGradient.js';
import { type Gradient, isRowGradient, type RowGradient } from './rowGradient.js';
import { expectClose } from '../testing/index.js';

const GROUPS = 4;
const sizes = [2, 0, 3, 0];
const offsets = () => tf.tensor1d([0, 2, 2, 5, 5], 'int32');

let matrices: Parameter<tf.Rank.R3>;
let vectors: Parameter<tf.Rank.R2>;
let words: Parameter<tf.Rank.R2>;
let before: number;

beforeEach(() => {
  before = tf.memory().numTensors;
  const shape = [GROUPS, 3, 2];
  const options = { perExpert: true, table: true };
  matrices = variableParameter('matrices', { shape, ...options }, normal(key(0), shape)) as Parameter<tf.Rank.R3>;
  const ofVectors = { shape: [GROUPS, 2], ...options };
  vectors = variableParameter('vectors', ofVectors, normal(key(2), [GROUPS, 2])) as Parameter<tf.Rank.R2>;
  words = variableParameter('words', { shape: [6, 3], ...options }, normal(key(1), [6, 3])) as Parameter<tf.Rank.R2>;
});

afterEach(() => {
  matrices.dispose();
  vectors.dispose();
  words.dispose();
  expect(tf.memory().numTensors).toBe(before);
});

const ids = () => tf.tensor1d([4, 1, 4, 4, 0], 'int32');

/** Looks words up, multiplies each by the matrix of its group, and adds the group's vector. */
function loss(read: (parameter: Parameter<tf.Rank.R2> | Parameter<tf.Rank.R3>) => never): tf.Scalar {
  return tf.tidy(() => {
    const rows = gatherRows(read(words), ids());
    const y = groupedMatMul({ rows, offsets: offsets(), groups: GROUPS }, read(matrices), { bias: read(vectors) });
    return tf.sum<tf.Scalar>(tf.square(y));
  });
}

function gradientsBy(read: (parameter: Parameter) => unknown): ReadonlyMap<Parameter, Gradient> {
  const f = () => ({ loss: loss(read as (parameter: Parameter) => never), extra: [] });
  const { value, gradients } = valueAndGradients(f, [matrices, vectors, words]);
  value.dispose();
  return gradients;
}

describe('the gradient of a table', () => {
  it('names the rows that were used, and is that of the whole there', async () => {
    const byRows = gradientsBy(rowsOf);
    const dense = gradientsBy((parameter) => parameter.read());
    for (const parameter of [matrices, vectors, words]) {
      const gradient = byRows.get(parameter)!;
      expect(isRowGradient(gradient)).toBe(true);
      const whole = denseGradient(gradient, parameter.shape);
      await expectClose(whole, dense.get(parameter) as tf.Tensor);
      tf.dispose([whole, gradient, dense.get(parameter)]);
    }
  });

  it('names each row once', async () => {
    const byRows = gradientsBy(rowsOf);
    const rowsNamed = async (parameter: Parameter) => {
      const rows = Array.from(await (byRows.get(parameter) as RowGradient).rows.data());
      return rows.filter((row) => row >= 0).sort();
    };
    const present = sizes.flatMap((size, group) => (size > 0 ? [group] : []));
    expect(await rowsNamed(matrices)).toEqual(present);
    expect(await rowsNamed(vectors)).toEqual(present);
    expect(await rowsNamed(words)).toEqual([0, 1, 4]);
    const named = namedRows(byRows.get(words) as RowGradient, 6);
    await expectClose(named, [1, 1, 0, 0, 1, 0]);
    tf.dispose([named, ...byRows.values()]);
  });

  it('is the sum where it is used twice, and where it is used as a whole too', async () => {
    const use = () => tf.sum<tf.Scalar>(tf.square(gatherRows(rowsOf(words), ids())));
    const whole = () => tf.sum<tf.Scalar>(tf.square(words.read()));
    const { gradients, value } = valueAndGradients(
      () => ({ loss: tf.addN<tf.Scalar>([use(), use(), whole()]), extra: [] }),
      [words],
    );
    const counts = [1, 1, 0, 0, 3, 0];
    const values = await words.read().array();
    const expected = values.map((row, i) => row.map((x) => 2 * x * (2 * counts[i] + 1)));
    await expectClose(gradients.get(words) as tf.Tensor, expected);
    tf.dispose([value, ...gradients.values()]);
  });

  it('names no row where no group has rows', async () => {
    const { gradients, value } = valueAndGradients(() => {
      const rows = tf.zeros<tf.Rank.R2>([0, 3]);
      const y = groupedMatMul({ rows, offsets: tf.zeros([GROUPS + 1], 'int32'), groups: GROUPS }, rowsOf(matrices));
      return { loss: tf.sum<tf.Scalar>(tf.concat([y, tf.ones([1, 2])])), extra: [] };
    }, [matrices]);
    const gradient = gradients.get(matrices)!;
    const dense = denseGradient(gradient, matrices.shape);
    await expectClose(dense, new Float32Array(matrices.read().size));
    tf.dispose([value, dense, gradient]);
  });

  it('leaves nothing behind when the loss throws', () => {
    const failing = () => {
      loss(rowsOf as (parameter: Parameter) => never);
      throw new Error('the loss is not a number');
    };
    expect(() => tf.tidy(() => void valueAndGradients(failing, [matrices, vectors, words]))).toThrow('not a number');
  });
});

describe('a dense gradient', () => {
  it('leaves out entries that are empty', async () => {
    const rows = tf.tensor1d([2, -1, 0], 'int32');
    const values = tf.tensor2d([
      [1, 2],
      [8, 9],
      [3, 4],
    ]);
    const dense = denseGradient({ kind: 'rows', rows, values }, [3, 2]);
    await expectClose(dense, [
      [3, 4],
      [0, 0],
      [1, 2],
    ]);
    tf.dispose([rows, values, dense]);
  });
});
