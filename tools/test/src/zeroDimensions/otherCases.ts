import {
  type Communicator,
  disposeParameters,
  type Gate,
  type Grouped,
  initialize,
  key,
  leaves,
  measureRouting,
  oneGroup,
  valueAndGradients,
  denseGradient,
} from '@outrageous/core';
import { feedForward, feedForwardNetwork, poolOf } from '@outrageous/experts';
import { cvSquared, noisyTopK, softmaxTopK, strictlyBalanced, withCapacity } from '@outrageous/gating';
import { exchangeRows, expertParallel, singleProcess, sumOverRanks } from '@outrageous/parallel';
import { crossEntropy } from '@outrageous/trainer';
import * as tf from '@tensorflow/tfjs-core';
import { differentiated, filled, integers, of, type ZeroCase } from './zeroCase.js';

const training = { training: true, key: key(0) };
const sizes = { width: 3, experts: 4, k: 2 };

/** The weights that a gate gives no rows, importance and load, and the gradients of its parameters. */
function route(gate: Gate): tf.Tensor[] {
  const parameters = initialize(gate.parameters, training.key);
  const all = leaves(parameters);
  const { gradients, extra } = valueAndGradients(() => {
    const routing = gate.apply(parameters, oneGroup(tf.zeros([0, sizes.width])), training);
    const { importance, load } = measureRouting(routing).metrics;
    const loss = tf.addN([routing.weight, importance, load].map((numbers) => tf.sum<tf.Scalar>(numbers)));
    return { loss, extra: [routing.weight, importance, load] };
  }, all);
  const dense = all.map((one) => {
    const gradient = gradients.get(one);
    return gradient ? denseGradient(gradient, one.shape) : tf.zeros([...one.shape]);
  });
  disposeParameters(parameters);
  return [...extra, ...dense];
}

function gateCase(op: string, gate: Gate): ZeroCase {
  const shapes = leaves(gate.parameters).map(({ shape }) => of(shape));
  const expected = [of([0]), of([sizes.experts]), of([sizes.experts]), ...shapes];
  return { op, zero: 'rows', gives: 'nothing; gradients are 0', run: () => route(gate), expected };
}

function noRows(groups: number): Grouped {
  return { rows: tf.zeros([0, 3]), group: integers([]), offsets: tf.zeros([groups + 1], 'int32'), groups };
}

/** One of two ranks, to which all comes back that it sends. */
function alone(): Communicator {
  const { allToAll, ...single } = singleProcess();
  void allToAll;
  return {
    ...single,
    size: 2,
    allToAll: (rows, counts) => ({ wait: () => ({ rows: tf.clone(rows), counts: tf.clone(counts) }) }),
  };
}

function throughPool(pool: ReturnType<typeof feedForward>, groups: number): tf.Tensor[] {
  const parameters = initialize(pool.parameters, training.key);
  const output = pool.apply(parameters, noRows(groups), training);
  disposeParameters(parameters);
  return [output];
}

/** Of rows, which are exchanged with this rank alone. */
function exchangeCase(zero: string, shape: [number, number]): ZeroCase {
  const exchange = (rows: tf.Tensor2D) => exchangeRows(singleProcess(), { rows, counts: integers([shape[0]]) }).rows;
  return {
    op: 'ExchangeRows',
    zero,
    gives: 'nothing; gradients are 0',
    run: () => differentiated(exchange, [filled<tf.Rank.R2>(shape)]),
    expected: [of(shape), of(shape)],
  };
}

const expert = feedForwardNetwork({ width: 3, hidden: 2 });

export const otherCases: readonly ZeroCase[] = [
  gateCase('LoadProbabilities', noisyTopK(sizes)),
  gateCase('BestRows', strictlyBalanced(sizes)),
  ...['KeptWithinCapacity', 'MovedToNextBest'].map((op) =>
    gateCase(op, withCapacity(softmaxTopK(sizes), { capacityFactor: 1, overflow: 'next' })),
  ),
  {
    op: 'LoadProbabilities',
    zero: 'experts',
    gives: 'an error',
    run: () => route(noisyTopK({ ...sizes, experts: 0 })),
    expected: 'noisyTopK: ',
  },
  {
    op: 'BestRows',
    zero: 'experts',
    gives: 'an error',
    run: () => route(strictlyBalanced({ ...sizes, experts: 0 })),
    expected: 'strictlyBalanced: ',
  },
  {
    op: 'CvSquared',
    zero: 'n',
    gives: 'an error',
    run: () => [cvSquared(filled<tf.Rank.R1>([0]))],
    expected: 'cvSquared: got no numbers, needs at least one',
  },
  {
    op: 'IsOwn',
    zero: 'slots',
    gives: 'nothing; it is not run',
    runsOn: 'none',
    run: () => throughPool(poolOf([expert, expert], { width: 3 }), 2),
    expected: [of([0, 3])],
  },
  {
    op: 'CrossEntropy',
    zero: 'n',
    gives: 'a mean of 0; gradients are 0',
    run: () =>
      differentiated((logits: tf.Tensor2D) => crossEntropy(logits, integers([])), [filled<tf.Rank.R2>([0, 5])]),
    expected: [of([]), of([0, 5])],
  },
  {
    op: 'CrossEntropy',
    zero: 'classes',
    gives: 'an error',
    run: () => [crossEntropy(tf.zeros([0, 0]), integers([]))],
    expected: 'crossEntropy: got logits [0,0]',
  },
  exchangeCase('n', [0, 3]),
  exchangeCase('d', [2, 0]),
  {
    op: 'SumOverRanks',
    zero: 'n',
    gives: 'nothing; gradients are 0',
    run: () => differentiated((x: tf.Tensor1D) => sumOverRanks(singleProcess(), { x }).x, [filled<tf.Rank.R1>([0])]),
    expected: [of([0]), of([0])],
  },
  {
    op: 'SizesBetween',
    zero: 'slots',
    gives: '0 for every run',
    run: () => throughPool(expertParallel(feedForward({ experts: 2, width: 3, hidden: 2 }), alone()), 2),
    expected: [of([0, 3])],
  },
];
