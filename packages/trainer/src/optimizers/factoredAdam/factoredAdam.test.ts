import { disposeParameters, leaves, sizeOf, variableParameter } from '@outrageous/core';
import { opPaths } from '@outrageous/core/testing';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { rowGradients, runSteps } from '../../../fixtures/runSteps.js';
import { adam } from '../adam/adam.js';
import { factoredAdam } from './factoredAdam.js';

const learningRate = 0.01;
const optimizer = factoredAdam({ learningRate });
const withoutFirstMoment = adam({ learningRate, beta1: 0 });

/** A matrix of rank one for each expert; their squares have rank one too. */
const rankOne = () =>
  tf.tidy(() => {
    const [column, row] = [tf.tensor3d([1, -2, 0.5, 3, 1, -1], [2, 3, 1]), tf.tensor3d([1, 3, -2, 0.25], [2, 1, 2])];
    return tf.mul(column, row);
  });

const expectNear = (got: Float32Array, wanted: Float32Array) =>
  expect([...got]).toEqual([...wanted].map((number) => expect.closeTo(number, 5) as number));

describe.each(opPaths('trainer'))('factoredAdam with $path', ({ run }) => {
  it('is Adam without a first moment where squared gradients have rank one', () =>
    run(async () => {
      const trial = { shape: [2, 3, 2], perExpert: true, gradients: [rankOne, rankOne, rankOne] };
      const factored = await runSteps({ ...trial, optimizer });
      const whole = await runSteps({ ...trial, optimizer: withoutFirstMoment });
      expectNear(factored.parameter, whole.parameter);
    }));

  it('divides the outer product of the averages by their mean', () =>
    run(async () => {
      const gradients = [() => tf.tensor2d([1, 2, 3, 4], [2, 2]), () => tf.tensor2d([0, -1, 1, 2], [2, 2])];
      const { parameter, slots } = await runSteps({ optimizer, shape: [2, 2], gradients });
      const start = await runSteps({ optimizer, shape: [2, 2], gradients: [] });
      const step = (t: number, row: number[], column: number[], g: number[]) => {
        const mean = (row[0] + row[1]) / 2;
        return g.map((number, i) => {
          const second = (row[i >> 1] * column[i & 1]) / mean / (1 - 0.999 ** t);
          return (-learningRate * number) / (Math.sqrt(second) + 1e-8);
        });
      };
      const rows = [0.0025, 0.0125];
      const columns = [0.005, 0.01];
      const laterRows = [0.0025 * 0.999 + 0.0005, 0.0125 * 0.999 + 0.0025];
      const laterColumns = [0.005 * 0.999 + 0.0005, 0.01 * 0.999 + 0.0025];
      expectNear(slots[0], Float32Array.from(laterRows));
      expectNear(slots[1], Float32Array.from(laterColumns));
      const [first, second] = [step(1, rows, columns, [1, 2, 3, 4]), step(2, laterRows, laterColumns, [0, -1, 1, 2])];
      expectNear(
        parameter,
        start.parameter.map((number, i) => number + first[i] + second[i]),
      );
    }));

  it('leaves a matrix whose gradient is zero as it is', () =>
    run(async () => {
      const shape = [2, 2, 2];
      const gradients = [() => tf.tensor3d([0, 0, 0, 0, 1, 2, 3, 4], [2, 2, 2])];
      const start = await runSteps({ optimizer, shape, perExpert: true, gradients: [] });
      const { parameter } = await runSteps({ optimizer, shape, perExpert: true, gradients });
      expect(parameter.slice(0, 4)).toEqual(start.parameter.slice(0, 4));
      expect(parameter.every(Number.isFinite)).toBe(true);
      expect(parameter[4]).not.toBe(start.parameter[4]);
    }));

  it('changes the experts that a gradient names, and their averages alone', () =>
    run(async () => {
      const shape = [3, 2, 2];
      const start = await runSteps({ optimizer, shape, perExpert: true, gradients: [] });
      const gradients = rowGradients(shape, [-1, 1]);
      const { parameter, slots } = await runSteps({ optimizer, shape, perExpert: true, gradients });
      const changed = [...parameter.keys()].filter((i) => parameter[i] !== start.parameter[i]);
      expect(changed).toEqual([4, 5, 6, 7]);
      for (const slot of slots)
        expect([...slot].map((number) => number > 0)).toEqual([false, false, true, true, false, false]);
    }));

  it('takes rows of a single matrix as a gradient that is zero elsewhere', () =>
    run(async () => {
      const shape = [3, 2];
      const byRows = () => ({ kind: 'rows', rows: tf.tensor1d([2], 'int32'), values: tf.tensor2d([[3, 4]]) }) as const;
      const whole = () => tf.tensor2d([0, 0, 0, 0, 3, 4], [3, 2]);
      const [some, all] = [
        [byRows, byRows],
        [whole, whole],
      ];
      expect(await runSteps({ optimizer, shape, gradients: some })).toEqual(
        await runSteps({ optimizer, shape, gradients: all }),
      );
    }));

  it('keeps the whole second moment of vectors', () =>
    run(async () => {
      const trial = { shape: [2, 3], perExpert: true, gradients: [() => tf.tensor2d([1, 2, 3, 4, 5, 6], [2, 3])] };
      const { parameter, slots } = await runSteps({ ...trial, optimizer });
      const whole = await runSteps({ ...trial, optimizer: withoutFirstMoment });
      expect(slots.map(({ length }) => length)).toEqual([6]);
      expectNear(parameter, whole.parameter);
    }));
});

it('remembers rows + columns numbers of each matrix', () => {
  const parameter = variableParameter('hidden', { shape: [4, 5, 6], perExpert: true }, tf.zeros([4, 5, 6]));
  const slots = leaves(optimizer.init([parameter]).slots);
  expect(slots.map(({ name, shape, perExpert }) => [name, shape, perExpert])).toEqual([
    ['hidden/rowAverage', [4, 5], true],
    ['hidden/columnAverage', [4, 6], true],
  ]);
  expect(slots.reduce((sum, { shape }) => sum + sizeOf(shape), 0)).toBe(4 * (5 + 6));
  disposeParameters([parameter, ...slots]);
});
