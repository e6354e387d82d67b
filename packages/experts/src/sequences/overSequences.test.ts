import * as tf from '@tensorflow/tfjs-core';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { disposeParameters, disposeTree, type Gate, initialize, key, oneGroup } from '@outrageous/core';
import { expectClose } from '@outrageous/core/testing';
import { mixture } from '../mixture/mixture.js';
import { poolOf } from '../pools/poolOf.js';
import { fixedGate, type Triple } from '../test/fixedGate.js';
import { randomSequences } from '../test/randomSequences.js';
import { runningSum } from '../test/runningSum.js';
import { causalConvolution } from './causalConvolution.js';
import { gateByMean } from './gateByMean.js';
import { overSequences } from './overSequences.js';
import { sequenceExpert } from './sequenceExpert.js';

const [time, batch, width] = [4, 3, 2];
const context = { training: true, key: key(0) };

/** The first sequence goes to both experts, the second to one, and the last to none. */
const triples: readonly Triple[] = [
  [0, 1, 0.25],
  [0, 0, 0.75],
  [1, 1, 2],
];

const gate = fixedGate(triples, 2);
const [recurrent, convolution] = [runningSum(width, width), causalConvolution({ width, size: 2 })];
const pool = poolOf([sequenceExpert(recurrent, time), sequenceExpert(convolution, time)], { width: time * width });
const layer = overSequences(mixture(gate, pool), { width, time });
const specs = { gate: gate.parameters, pool: { 0: recurrent.parameters, 1: convolution.parameters } };

let input: tf.Tensor3D;

beforeEach(() => {
  input = randomSequences(time, batch, width);
});

afterEach(() => input.dispose());

describe('overSequences', () => {
  it('sends each sequence as a whole to its experts', async () => {
    const parameters = initialize(specs, key(3));
    const expected = tf.tidy(() => {
      const [first, second] = tf.split<tf.Tensor3D>(input, batch, 1);
      const byRecurrent = (x: tf.Tensor3D) =>
        recurrent.apply(parameters.pool[0], { input: x, state: recurrent.zeroState(1) }, context).output;
      const byConvolution = (x: tf.Tensor3D) =>
        convolution.apply(parameters.pool[1], { input: x, state: convolution.zeroState(1) }, context).output;
      const both = tf.add(tf.mul(0.75, byRecurrent(first)), tf.mul(0.25, byConvolution(first)));
      return tf.concat([both, tf.mul(2, byConvolution(second)), tf.zeros([time, 1, width])], 1);
    });
    const { output, routings = [] } = layer.apply(parameters, { input, state: [] }, context);
    await expectClose(output, expected, 1e-5);
    await expectClose(routings[0].token, [0, 0, 1]);
    disposeTree([expected, output, routings.map(({ token, expert, weight, sums }) => [token, expert, weight, sums])]);
    disposeParameters(parameters);
  });

  it('has a gate by the mean that reads rows of whole sequences', () => {
    const byMean = gateByMean({ ...gate, inputWidth: width }, time);
    expect(byMean.inputWidth).toBe(time * width);
    expect(gateByMean(gate, time).inputWidth).toBeUndefined();
    expect(mixture(byMean, pool).inputWidth).toBe(time * width);
    expect(() => mixture({ ...gate, inputWidth: width }, pool)).toThrow(
      'mixture: the gate reads rows of width 2, the experts of width 8',
    );
  });

  it('costs its experts once for each step', () => {
    expect(layer.operations).toBe(pool.operations / time);
    expect(pool.operations).toBe((time * (width * width + 2 * width * width)) / 2);
  });

  it('says what it needs', () => {
    const parameters = initialize(specs, key(3));
    const short = tf.zeros<tf.Rank.R3>([2, batch, width]);
    expect(() => layer.apply(parameters, { input: short, state: [] }, context)).toThrow(
      'overSequences: got an input [2,3,2], needs [4, batch, 2]; ' +
        'make it, and the parts of its mixture, for sequences of that length and width',
    );
    short.dispose();
    disposeParameters(parameters);
  });
});

it('a sequence expert says what rows it needs', () => {
  const expert = sequenceExpert(recurrent, time);
  const parameters = initialize(expert.parameters, key(3));
  const rows = tf.zeros<tf.Rank.R2>([1, 6]);
  expect(() => expert.apply(parameters, rows, context)).toThrow(
    'sequenceExpert: got rows [1,6], needs whole sequences of 4 steps, [sequences, 4 · 2]; ' +
      'make all parts for sequences of one length',
  );
  rows.dispose();
  disposeParameters(parameters);
});

describe('gateByMean', () => {
  /** A gate that takes what it is given for the weights. */
  const showing: Gate = {
    ...fixedGate([[0, 0, 1]], 1),
    parameters: {},
    apply: (_, { rows }) => {
      const weight = tf.reshape<tf.Rank.R1>(rows, [rows.size]);
      const place = tf.zeros<tf.Rank.R1>([rows.size], 'int32');
      return { token: place, expert: tf.clone(place), weight, experts: 1, sums: [], measure: () => nothing() };
    },
  };
  const nothing = () => ({
    loss: tf.scalar(0),
    metrics: { importance: tf.zeros<tf.Rank.R1>([1]), load: tf.zeros<tf.Rank.R1>([1]) },
  });

  it('goes by the mean of the steps', async () => {
    const rows = tf.tensor2d([
      [1, 2, 3, 4],
      [0, 0, 10, -10],
    ]);
    const grouped = oneGroup(rows);
    const { token, expert, weight } = gateByMean(showing, 2).apply({}, grouped, context);
    await expectClose(weight, [2, 3, 5, -5]);
    disposeTree([{ ...grouped }, token, expert, weight]);
  });

  it('says what rows it needs', () => {
    const grouped = oneGroup(tf.zeros([1, 5]));
    expect(() => gateByMean(showing, 2).apply({}, grouped, context)).toThrow(
      'gateByMean: got rows [1,5], needs whole sequences of 2 steps, [sequences, 2 · d]',
    );
    disposeTree({ ...grouped });
  });
});
