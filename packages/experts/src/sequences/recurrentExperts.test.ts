import * as tf from '@tensorflow/tfjs-core';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  disposeParameters,
  disposeTree,
  initialize,
  key,
  leaves,
  type ParametersOf,
  type SequenceOutput,
  type StateTree,
  tidyTree,
  treeTensors,
  valueAndGradients,
} from '@outrageous/core';
import { expectClose } from '@outrageous/core/testing';
import { fixedGate, type Triple } from '../test/fixedGate.js';
import { randomSequences } from '../test/randomSequences.js';
import { runningSum } from '../test/runningSum.js';
import { causalConvolution } from './causalConvolution.js';
import { recurrentExperts } from './recurrentExperts.js';

const [time, batch, width] = [3, 2, 2];
const context = { training: true, key: key(0) };
const experts = [runningSum(width, width), causalConvolution({ width, size: 2 })] as const;

/** Every token goes to the first expert, every other one to the second as well. */
const triples = Array.from({ length: time * batch }, (_, token): Triple[] => {
  const first: Triple = [token, 0, 1 + token];
  return token % 2 === 0 ? [[token, 1, -0.5], first] : [first];
}).flat();

const gate = fixedGate(triples, 2);
const layer = recurrentExperts(gate, experts);
const specs = { gate: gate.parameters, experts: [experts[0].parameters, experts[1].parameters] as const };

let input: tf.Tensor3D;
let parameters: ParametersOf<typeof specs>;

beforeEach(() => {
  input = randomSequences(time, batch, width);
  parameters = initialize(specs, key(3));
});

afterEach(() => {
  input.dispose();
  disposeParameters(parameters);
});

function disposeOutput({ output, state, routings = [] }: SequenceOutput<readonly StateTree[]>): void {
  disposeTree([output, state, routings.map(({ token, expert, weight, sums }) => [token, expert, weight, sums])]);
}

/** What each expert makes of the whole input, alone. */
const alone = () => [
  experts[0].apply(parameters.experts[0], { input, state: experts[0].zeroState(batch) }, context),
  experts[1].apply(parameters.experts[1], { input, state: experts[1].zeroState(batch) }, context),
];

describe('recurrentExperts', () => {
  it('is the weighted sum of what its experts make of the whole sequence', async () => {
    const [expected, states] = tidyTree(() => {
      const made = alone();
      const weights = (expert: number) => {
        const given = new Float32Array(time * batch);
        for (const [token, chosen, weight] of triples) if (chosen === expert) given[token] = weight;
        return tf.tensor3d(given, [time, batch, 1]);
      };
      const sum = tf.add(tf.mul(weights(0), made[0].output), tf.mul(weights(1), made[1].output));
      return [sum, treeTensors(made.map(({ state }) => state))] as const;
    });
    const zero = layer.zeroState(batch);
    const made = layer.apply(parameters, { input, state: zero }, context);
    await expectClose(made.output, expected, 1e-5);
    for (const [i, tensor] of treeTensors(made.state).entries()) await expectClose(tensor, states[i], 1e-6);
    disposeOutput(made);
    disposeTree([zero, expected, states]);
  });

  it('routes no padding, whose output is 0', async () => {
    const tokens = Int32Array.from([0, 1, 2, 4]); // the second sequence ends after its first step
    const real = [...tokens.keys()].map((token): Triple => [token, token % 2, 1]);
    const short = recurrentExperts(fixedGate(real, 2), experts);
    const shortParameters = initialize(short.parameters, key(3));
    const zero = short.zeroState(batch);
    const made = short.apply(shortParameters, { input, state: zero, tokens }, context);
    const expected = tf.tidy(() => {
      const outputs = alone().map(({ output }) => tf.reshape<tf.Rank.R2>(output, [time * batch, width]));
      const row = (token: number) => tf.slice(outputs[[0, 1, 2, 4].indexOf(token) % 2], token, 1);
      const nothing = tf.zeros<tf.Rank.R2>([1, width]);
      return tf.reshape(tf.concat([row(0), row(1), row(2), nothing, row(4), nothing]), [time, batch, width]);
    });
    await expectClose(made.output, expected, 1e-5);
    disposeOutput(made);
    disposeTree([zero, expected]);
    disposeParameters(shortParameters);
  });

  it('has gradients for its experts and its gate', () => {
    const zero = layer.zeroState(batch);
    const names: readonly string[] = tidyTree(() => {
      const loss = () => tf.sum<tf.Scalar>(tf.square(layer.apply(parameters, { input, state: zero }, context).output));
      const { gradients } = valueAndGradients(() => ({ loss: loss(), extra: [] }), leaves(parameters));
      return [...gradients.keys()].map(({ name }) => name);
    });
    expect(names).toEqual(['gate/weight', 'experts/0/weight', 'experts/1/weight', 'experts/1/bias']);
    disposeTree(zero);
  });

  it('says which parts do not fit', () => {
    expect(() => recurrentExperts(fixedGate(triples, 3), experts)).toThrow(
      'recurrentExperts: the gate chooses among 3 experts, there are 2 layers; make both with the same number',
    );
    expect(() => recurrentExperts({ ...gate, inputWidth: 3 }, experts)).toThrow(
      'recurrentExperts: the gate reads rows of width 3, the experts of width 2, and both read the same rows',
    );
    expect(() => recurrentExperts(gate, [experts[0], runningSum(width, 5)])).toThrow(
      'recurrentExperts: layer 1 is from width 2 to 5, layer 0 from 2 to 2; give all the same widths',
    );
  });
});
