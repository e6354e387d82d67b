import {
  detach,
  dropout,
  flatIndex,
  gatherRows,
  groupBy,
  groupedMatMul,
  isSome,
  key,
  normal,
  normalCdf,
  relu,
  type Rows,
  segmentSum,
  softmax,
  takeAlong,
  topKIndices,
  uniform,
  variableParameter,
  weightedSegmentSum,
  zerosLike,
} from '@outrageous/core';
import * as tf from '@tensorflow/tfjs-core';
import { differentiated, differentiatedByTable, filled, integers, of, type ZeroCase } from './zeroCase.js';

interface Sizes {
  readonly slots: number;
  readonly d: number;
  readonly groups: number;
  readonly h: number;
}

/** All slots are in the first of the groups. */
function sorted({ slots, groups }: Sizes) {
  return { offsets: integers(Array.from({ length: groups + 1 }, (_, g) => (g === 0 ? 0 : slots))), groups };
}

function productCases(zero: string, sizes: Sizes): ZeroCase[] {
  const { slots, d, groups, h } = sizes;
  const [rows, weights, products] = [of([slots, d]), of([groups, d, h]), of([slots, h])];
  const x = () => filled<tf.Rank.R2>(rows.shape);
  const w = () => filled<tf.Rank.R3>(weights.shape);
  const biases = Array.from({ length: slots * h }, (_, i) => (i % h) + 1);
  const counts = Array.from({ length: groups * h }, (_, i) => (i < h ? slots : 0));
  return [
    {
      op: 'GroupedMatMul',
      with: ['GroupedOuter'],
      zero,
      gives: 'sums of nothing are 0',
      run: () =>
        differentiated((a: tf.Tensor2D, b: tf.Tensor3D) => groupedMatMul({ rows: a, ...sorted(sizes) }, b), [x(), w()]),
      expected: [products, rows, weights],
    },
    {
      op: 'BiasedGroupedMatMul',
      with: ['GroupedOuter'],
      zero,
      gives: 'sums of nothing are the bias',
      run: () =>
        differentiated(
          (a: tf.Tensor2D, b: tf.Tensor3D, bias: tf.Tensor2D) =>
            groupedMatMul({ rows: a, ...sorted(sizes) }, b, { bias }),
          [x(), w(), filled<tf.Rank.R2>([groups, h])],
        ),
      expected: [of([slots, h], biases), rows, weights, of([groups, h], counts)],
    },
    {
      op: 'OuterByRows',
      zero,
      gives: 'sums of nothing are 0',
      run: () =>
        differentiatedByTable(
          (table: Rows<tf.Rank.R3>) => groupedMatMul({ rows: x(), ...sorted(sizes) }, table),
          [groups, d, h],
        ),
      expected: [products, weights],
    },
  ];
}

const full: Sizes = { slots: 2, d: 3, groups: 2, h: 5 };

/** Rows that an index takes: `n` rows of `d` numbers, of which it takes `m`. */
function gatherCases(zero: string, [n, d, m]: readonly [number, number, number]): ZeroCase[] {
  const index = () => integers(new Array<number>(m).fill(0));
  const numbers = Array.from({ length: m * d }, (_, i) => (i % d) + 1);
  const given = of(
    [n, d],
    Array.from({ length: n * d }, (_, i) => (i < d ? m : 0)),
  );
  return [
    {
      op: 'GatherRows',
      zero,
      gives: 'nothing; gradients are 0',
      run: () => differentiated((rows: tf.Tensor2D) => gatherRows(rows, index()), [filled<tf.Rank.R2>([n, d])]),
      expected: [of([m, d], numbers), given],
    },
    {
      op: 'GatherFromTable',
      with: m * d > 0 ? [] : ['SumByRows'],
      zero,
      gives: 'nothing; gradients are 0',
      run: () => differentiatedByTable((table: Rows<tf.Rank.R2>) => gatherRows(table, index()), [n, d]),
      expected: [of([m, d], numbers), given],
    },
  ];
}

/** `n` rows of `d` numbers, all of them in the first segment. */
function segmentCases(zero: string, [n, d, segments]: readonly [number, number, number]): ZeroCase[] {
  const segment = () => integers(new Array<number>(n).fill(0));
  const sums = of([segments, d]);
  const sumWeighted = (values: tf.Tensor2D, weight: tf.Tensor1D) =>
    weightedSegmentSum({ values, weight, segment: segment() }, segments);
  return [
    {
      op: 'SegmentSum',
      zero,
      gives: 'sums of nothing are 0',
      run: () => differentiated((x: tf.Tensor2D) => segmentSum(x, segment(), segments), [filled<tf.Rank.R2>([n, d])]),
      expected: [sums, of([n, d])],
    },
    {
      op: 'WeightedSegmentSum',
      zero,
      gives: 'sums of nothing are 0',
      run: () => differentiated(sumWeighted, [filled<tf.Rank.R2>([n, d]), filled<tf.Rank.R1>([n])]),
      expected: [sums, of([n, d]), of([n])],
    },
  ];
}

/** [n, m] numbers, of which each row's first is taken k times. */
function takeCase(zero: string, [n, m, k]: readonly [number, number, number]): ZeroCase {
  const indices = () => tf.zeros<tf.Rank.R2>([n, k], 'int32');
  return {
    op: 'TakeAlong',
    with: ['PutAlong'],
    zero,
    gives: 'nothing; gradients are 0',
    run: () => differentiated((x: tf.Tensor2D) => takeAlong(x, indices()), [filled<tf.Rank.R2>([n, m])]),
    expected: [of([n, k]), of([n, m])],
  };
}

function softmaxCase(zero: string, shape: [number, number]): ZeroCase {
  return {
    op: 'Softmax',
    zero,
    gives: 'nothing; it is not run',
    runsOn: 'none',
    run: () => differentiated((x: tf.Tensor2D) => softmax(x), [filled<tf.Rank.R2>(shape)]),
    expected: [of(shape), of(shape)],
  };
}

const empty = of([0, 3]);

/** Of any shape: nothing goes in, and nothing comes out. */
const elementwise: readonly ZeroCase[] = (
  [
    ['Relu', ['ReluGradient'], relu],
    ['NormalCdf', [], normalCdf],
    ['Detach', [], detach],
    ['Dropout', [], (x: tf.Tensor) => dropout(x, 0.5, { training: true, key: key(0) })],
  ] as const
).map(([op, others, f]) => ({
  op,
  with: others,
  zero: 'any',
  gives: 'nothing',
  run: () => differentiated(f, [filled([0, 3])]),
  expected: [empty, empty],
}));

function zeros(shape: readonly number[]): tf.Tensor[] {
  const parameter = variableParameter('x', { shape, perExpert: false }, filled(shape));
  const slot = zerosLike(parameter, 'slot');
  const copy = tf.clone(slot.read());
  slot.dispose();
  parameter.dispose();
  return [copy];
}

export const coreCases: readonly ZeroCase[] = [
  {
    op: 'GroupBy',
    zero: 'slots',
    gives: 'an empty order; every group begins at 0',
    run: () => Object.values({ ...groupBy(integers([]), 3) }),
    expected: [of([0]), of([4])],
  },
  {
    op: 'GroupBy',
    zero: 'groups',
    gives: 'an empty order; every group begins at 0',
    run: () => Object.values({ ...groupBy(integers([]), 0) }),
    expected: [of([0]), of([1])],
  },
  ...productCases('slots', { ...full, slots: 0 }),
  ...productCases('d', { ...full, d: 0 }),
  ...productCases('groups', { ...full, slots: 0, groups: 0 }),
  ...productCases('h', { ...full, h: 0 }),
  ...gatherCases('m', [2, 3, 0]),
  ...gatherCases('n', [0, 3, 0]),
  ...gatherCases('d', [2, 0, 2]),
  ...segmentCases('n', [0, 3, 2]),
  ...segmentCases('d', [2, 0, 2]),
  ...segmentCases('segments', [0, 3, 0]),
  {
    op: 'TopKIndices',
    zero: 'n',
    gives: 'nothing',
    run: () => [topKIndices(tf.zeros([0, 3]), 2)],
    expected: [of([0, 2])],
  },
  {
    op: 'TopKIndices',
    zero: 'm',
    gives: 'an error',
    run: () => [topKIndices(tf.zeros([2, 0]), 1)],
    expected: 'topKIndices: k must be an integer from 1 to 0, the width of x, got 1',
  },
  takeCase('n', [0, 3, 2]),
  takeCase('m', [2, 0, 0]),
  takeCase('k', [2, 3, 0]),
  {
    op: 'FlatIndex',
    zero: 'any',
    gives: 'nothing',
    run: () => [flatIndex(integers([]), integers([]), 3)],
    expected: [of([0])],
  },
  { op: 'Uniform', zero: 'any', gives: 'nothing', run: () => [uniform(key(0), [0, 3])], expected: [empty] },
  { op: 'Normal', zero: 'any', gives: 'nothing', run: () => [normal(key(0), [2, 0])], expected: [of([2, 0])] },
  ...elementwise,
  { op: 'IsSome', zero: 'any', gives: 'nothing', run: () => [isSome(filled<tf.Rank.R1>([0]))], expected: [of([0])] },
  softmaxCase('n', [0, 3]),
  softmaxCase('m', [2, 0]),
  { op: 'ZerosLike', zero: 'any', gives: 'nothing', run: () => zeros([0, 3]), expected: [empty] },
];
