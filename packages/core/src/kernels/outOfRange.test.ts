import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { variableParameter } from '../initialize.js';
import { type Parameter, rowsOf } from '../parameter.js';
import { opPaths } from '../testing/index.js';
import { valueAndGradients } from '../gradients/gradients.js';
import { denseGradient } from '../gradients/denseGradient.js';
import { gatherRows } from './gatherRows/gatherRows.js';
import { groupBy } from './groupBy/groupBy.js';
import { segmentSum } from './segmentSum/segmentSum.js';
import { takeAlong } from './takeAlong/takeAlong.js';
import { weightedSegmentSum } from './weightedSegmentSum/weightedSegmentSum.js';

/** An op with an index that isn't there. */
interface Case {
  readonly op: string;
  run(index: number): tf.Tensor[];
  /** What devices say that see the index. */
  readonly says: (index: number) => string;
  /** What the others give, and the gradients, given ones. */
  readonly gives: readonly (readonly number[])[];
}

const int = (...numbers: number[]) => tf.tensor1d(numbers, 'int32');
const rows = () =>
  tf.tensor2d([
    [1, 2],
    [3, 4],
  ]);

function differentiated<Inputs extends tf.Tensor[]>(f: (...inputs: Inputs) => tf.Tensor, inputs: Inputs): tf.Tensor[] {
  const { value, grads } = tf.valueAndGrads((...tensors: tf.Tensor[]) => f(...(tensors as Inputs)) as tf.Scalar)(
    inputs,
  );
  return [value, ...grads];
}

function fromTable(index: tf.Tensor1D): tf.Tensor[] {
  const parameter = variableParameter('table', { shape: [2, 2], perExpert: false, table: true }, rows());
  try {
    const { gradients, extra } = valueAndGradients(() => {
      const extra = gatherRows(rowsOf(parameter as Parameter<tf.Rank.R2>), index);
      return { loss: tf.sum<tf.Scalar>(extra), extra };
    }, [parameter]);
    return [extra, ...[...gradients.values()].map((gradient) => denseGradient(gradient, [2, 2]))];
  } finally {
    parameter.dispose();
  }
}

const NONE = [NaN, NaN];

const cases: readonly Case[] = [
  {
    op: 'gatherRows',
    run: (i) => differentiated((x: tf.Tensor2D) => gatherRows(x, int(0, i)), [rows()]),
    says: (i) => `row ${i} is not one of 2`,
    gives: [
      [1, 2, ...NONE],
      [1, 1, ...NONE],
    ],
  },
  {
    op: 'gatherRows of integers',
    run: (i) => [gatherRows(int(5, 7), int(1, i))],
    says: (i) => `row ${i} is not one of 2`,
    gives: [[7, -1]],
  },
  {
    op: 'gatherRows of a table',
    run: (i) => fromTable(int(0, i)),
    says: (i) => `row ${i} is not one of 2`,
    gives: [
      [1, 2, ...NONE],
      [1, 1, ...NONE],
    ],
  },
  {
    op: 'segmentSum',
    run: (i) => differentiated((x: tf.Tensor2D) => segmentSum(x, int(0, i), 2), [rows()]),
    says: (i) => `segment ${i} is not one of 2`,
    gives: [
      [1, 2, ...NONE],
      [1, 1, ...NONE],
    ],
  },
  {
    op: 'weightedSegmentSum',
    run: (i) =>
      differentiated(
        (values: tf.Tensor2D, weight: tf.Tensor1D) => weightedSegmentSum({ values, weight, segment: int(0, i) }, 2),
        [rows(), tf.tensor1d([2, 1])],
      ),
    says: (i) => `segment ${i} is not one of 2`,
    gives: [
      [2, 4, ...NONE],
      [2, 2, ...NONE],
      [3, NaN],
    ],
  },
  {
    op: 'takeAlong',
    run: (i) => differentiated((x: tf.Tensor2D) => takeAlong(x, tf.tensor2d([[0], [i]], [2, 1], 'int32')), [rows()]),
    says: (i) => `column ${i} is not one of 2`,
    gives: [
      [1, NaN],
      [1, 0, 0, NaN],
    ],
  },
  {
    op: 'groupBy',
    run: (i) => Object.values({ ...groupBy(int(1, i, 0, 1), 2) }),
    says: (i) => `group ${i} is not one of 2`,
    gives: [
      [2, 0, -1, 3],
      [0, 1, 4],
    ],
  },
  {
    op: 'groupBy, of many groups',
    run: (i) => Object.values({ ...groupBy(int(1, i < 0 ? i : 70_000, 0, 69_999), 70_000) }).slice(0, 1),
    says: (i) => `group ${i < 0 ? i : 70_000} is not one of 70000`,
    gives: [[2, 0, -1, 3]],
  },
];

describe.each(opPaths('core'))('an index that is not there, with $path', ({ run: onPath }) => {
  describe.each(cases)('$op', ({ run, says, gives }) => {
    it.each([2, -1])('means the same everywhere: %i', (index) =>
      onPath(async () => {
        if (tf.getBackend() !== 'webgpu') return expect(() => tf.tidy(() => run(index))).toThrow(says(index));
        const given = tf.tidy(() => run(index));
        for (const [i, tensor] of given.entries())
          expect(Array.from(await tensor.data()), `output ${i}`).toEqual(gives[i]);
        tf.dispose(given);
      }),
    );
  });
});
