import { key, type ParameterTree } from '@outrageous/core';
import { gruSequence, lstmSequence, overTime } from '@outrageous/lstm';
import * as tf from '@tensorflow/tfjs-core';
import { differentiated, type Expected, filled, of, type ZeroCase } from './zeroCase.js';

interface Sizes {
  readonly time: number;
  readonly batch: number;
  readonly d: number;
  readonly cells: number;
  /** Of the projection. */
  readonly width: number;
}

/** An op over a sequence, and the shapes of what it takes. */
interface Sequence {
  readonly op: string;
  shapesOf(sizes: Sizes): number[][];
  run(...inputs: tf.Tensor[]): tf.Tensor;
  /** Which of the inputs have a row for each number of x, before others. */
  readonly byInput: readonly number[];
}

const plain: Sequence = {
  op: 'LstmSequence',
  shapesOf: ({ time, batch, d, cells }) => [
    [time, batch, d],
    [batch, cells],
    [batch, cells],
    [d + cells, 4 * cells],
    [4 * cells],
  ],
  run: (...inputs) => {
    const [x, cell, hidden, weight, bias] = inputs as [tf.Tensor3D, tf.Tensor2D, tf.Tensor2D, tf.Tensor2D, tf.Tensor1D];
    return lstmSequence(x, { cell, hidden }, { weight, bias }).output;
  },
  byInput: [3],
};

const projected: Sequence = {
  op: 'ProjectedLstmSequence',
  shapesOf: ({ width, ...sizes }) => {
    const [x, cell, , , bias] = plain.shapesOf({ width, ...sizes });
    return [x, cell, [sizes.batch, width], [sizes.d + width, 4 * sizes.cells], bias, [sizes.cells, width]];
  },
  run: (...inputs) => {
    const [x, cell, hidden] = inputs as [tf.Tensor3D, tf.Tensor2D, tf.Tensor2D];
    const [weight, bias, projection] = inputs.slice(3) as [tf.Tensor2D, tf.Tensor1D, tf.Tensor2D];
    return lstmSequence(x, { cell, hidden }, { weight, bias, projection }).output;
  },
  byInput: [3],
};

const gru: Sequence = {
  op: 'GruSequence',
  shapesOf: ({ time, batch, d, cells }) => [
    [time, batch, d],
    [batch, cells],
    [d, 3 * cells],
    [cells, 3 * cells],
    [3 * cells],
    [3 * cells],
  ],
  run: (...inputs) => {
    const [x, hidden] = inputs as [tf.Tensor3D, tf.Tensor2D];
    const [inputWeight, hiddenWeight, inputBias, hiddenBias] = inputs.slice(2) as [
      tf.Tensor2D,
      tf.Tensor2D,
      tf.Tensor1D,
      tf.Tensor1D,
    ];
    return gruSequence(x, { hidden }, { inputWeight, hiddenWeight, inputBias, hiddenBias }).output;
  },
  byInput: [2],
};

const full: Sizes = { time: 2, batch: 2, d: 3, cells: 2, width: 1 };

function run({ shapesOf, run }: Sequence, sizes: Sizes): tf.Tensor[] {
  return differentiated(
    run,
    shapesOf(sizes).map((shape) => tf.div(filled(shape), 10)),
  );
}

/** Without an input, less what comes of an input of a single 0: no difference. */
function differences({ shapesOf, run, byInput }: Sequence): tf.Tensor[] {
  const without = shapesOf({ ...full, d: 0 }).map((shape) => tf.div(filled(shape), 10));
  const padded = without.map((tensor, i) => {
    if (i === 0) return tf.zeros([full.time, full.batch, 1]);
    return byInput.includes(i) ? tf.concat([tf.zeros([1, tensor.shape[1] ?? 0]), tensor]) : tensor;
  });
  const all = [differentiated(run, without), differentiated(run, padded)];
  return all[0].map((tensor, i) => {
    const rows = byInput.includes(i - 1) ? tf.slice(all[1][i], 1) : all[1][i];
    return tensor.size === 0 ? tensor : tf.sub(tensor, rows);
  });
}

const shaped = (shapes: readonly (readonly number[])[]): Expected[] => shapes.map((shape) => of(shape));

function casesOf(sequence: Sequence): ZeroCase[] {
  const { op, shapesOf } = sequence;
  const width = op.startsWith('Projected') ? full.width : full.cells;
  const refused = (zero: string, sizes: Partial<Sizes>, state: string): ZeroCase => {
    const all = { ...full, ...sizes };
    return {
      op,
      zero,
      gives: 'an error',
      run: () => run(sequence, all),
      expected: `${op === 'GruSequence' ? 'gru' : 'lstm'}Sequence: the input [${all.time},2,3] must be [time, batch, width], with at least one step, and the state ${state}`,
    };
  };
  const states = (cells: number) => (op === 'GruSequence' ? `[2,${cells}]` : `[2,${cells}] and [2,${width}]`);
  return [
    {
      op,
      zero: 'batch',
      gives: 'nothing; gradients are 0',
      run: () => run(sequence, { ...full, batch: 0 }),
      expected: shaped([[full.time, 0, width], ...shapesOf({ ...full, batch: 0 })]),
    },
    {
      op,
      zero: 'd',
      gives: 'what comes of the state alone',
      run: () => differences(sequence),
      expected: shaped([[full.time, full.batch, width], ...shapesOf({ ...full, d: 0 })]),
    },
    refused('time', { time: 0 }, states(2)),
    refused('cells', { cells: 0 }, op === 'LstmSequence' ? '[2,0] and [2,0]' : states(0)),
  ];
}

/** [time · batch, width] tokens, of which some are real. */
function overTokens([time, width]: readonly [number, number], tokens: readonly number[]): tf.Tensor[] {
  const layer = overTime(
    { parameters: [], operations: 0, apply: (_: ParameterTree, x: tf.Tensor2D): tf.Tensor2D => tf.mul(x, 2) },
    { width },
  );
  const context = { training: true, key: key(0) };
  const twice = (input: tf.Tensor) =>
    layer.apply([], { input: input as tf.Tensor3D, state: [], tokens: Int32Array.from(tokens) }, context).output;
  return differentiated(twice, [filled([time, 1, width])]);
}

const tokenCases: readonly ZeroCase[] = ['TakeRows', 'PlaceRows'].flatMap((op) => [
  {
    op,
    zero: 'tokens',
    gives: '0 for every row',
    run: () => overTokens([2, 3], []),
    expected: shaped([
      [2, 1, 3],
      [2, 1, 3],
    ]),
  },
  {
    op,
    zero: 'd',
    gives: 'an error',
    run: () => overTokens([2, 0], [1]),
    expected: 'overTime: width must be a whole number from 1 up, got 0',
  },
]);

export const lstmCases: readonly ZeroCase[] = [
  ...[plain, projected, gru].flatMap(casesOf),
  {
    op: 'ProjectedLstmSequence',
    zero: 'width',
    gives: 'an error',
    run: () => run(projected, { ...full, width: 0 }),
    expected:
      'lstmSequence: the input [2,2,3] must be [time, batch, width], with at least one step, and the state [2,2] and [2,0]',
  },
  ...tokenCases,
];
