import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import {
  disposeParameters,
  disposeTree,
  dropout,
  initialize,
  key,
  type Layer,
  leaves,
  normal,
  type ParametersOf,
} from '@outrageous/core';
import { expectClose } from '@outrageous/core/testing';
import { feedForwardNetwork } from '../networks/feedForwardNetwork.js';
import { feedForward } from '../pools/feedForward.js';
import { fixedGate, type Triple } from '../test/fixedGate.js';
import { gradientsOf } from '../test/gradientsOf.js';
import { linearLayer } from '../test/linearLayer.js';
import { mixture } from './mixture.js';
import { withSharedExperts } from './withSharedExperts.js';

const width = 3;
const context = { training: true, key: key(2) };

/** The last token goes to no routed expert. */
const triples: readonly Triple[] = [
  [0, 1, 0.5],
  [0, 0, 0.5],
  [1, 1, 1],
];

const routed = mixture(fixedGate(triples, 2), feedForward({ experts: 2, width, hidden: 4, activation: 'gelu' }));
const shared = [feedForwardNetwork({ width, hidden: 2, activation: 'gelu', bias: true }), linearLayer(width, width)];
const layer = withSharedExperts(routed, shared);

function threeTokens(): tf.Tensor2D {
  return tf.tidy(() => tf.reshape<tf.Rank.R2>(normal(key(4), [3, width]), [3, width]));
}

describe('withSharedExperts', () => {
  it('is the sum of the mixture and of each shared expert, and so are its gradients', async () => {
    const specs = { routed: routed.parameters, shared: shared.map(({ parameters }) => parameters) };
    const parameters: ParametersOf<typeof specs> = initialize(specs, key(3));
    const inputs = { tokens: threeTokens(), parameters };
    const got = gradientsOf(inputs, (x) => layer.apply(parameters, x, context).output);
    const expected = gradientsOf(inputs, (x) => {
      const { output } = routed.apply(parameters.routed, x, context);
      return tf.addN([output, ...shared.map((one, j) => one.apply(parameters.shared[j], x, context))]);
    });
    expect(Object.keys(got)).toEqual(Object.keys(expected));
    for (const [name, tensor] of Object.entries(got)) await expectClose(tensor, expected[name], 1e-5);
    disposeTree([inputs.tokens, got, expected]);
    disposeParameters(parameters);
  });

  it('hands on the routing of the routed experts, and leaks nothing', async () => {
    const parameters = initialize(layer.parameters, key(3));
    const tokens = threeTokens();
    const before = tf.memory().numTensors;
    const { output, routing } = layer.apply(parameters, tokens, context);
    const { sums, token, expert, weight } = routing;
    await expectClose(expert, [1, 0, 1]);
    disposeTree([output, token, expert, weight, sums]);
    expect(tf.memory().numTensors).toBe(before);
    tokens.dispose();
    disposeParameters(parameters);
  });

  it('gives each shared expert a key of its own', async () => {
    const dropping: Layer<tf.Tensor2D, tf.Tensor2D> = {
      parameters: {},
      operations: 0,
      apply: (_, x, inside) => dropout(x, 0.5, inside),
    };
    const silent = mixture(fixedGate([[0, 0, 0]], 2), feedForward({ experts: 2, width: 64, hidden: 1 }));
    const twice = withSharedExperts(silent, [dropping, dropping]);
    const parameters = initialize(twice.parameters, key(3));
    const ones = tf.ones<tf.Rank.R2>([1, 64]);
    const { output } = tf.tidy(() => ({ output: twice.apply(parameters, ones, context).output }));
    expect(new Set(await output.data())).toEqual(new Set([0, 2, 4])); // 2 where one of them dropped
    tf.dispose([ones, output]);
    disposeParameters(parameters);
  });

  it('costs what the mixture and all shared experts cost', () => {
    expect(layer.operations).toBe(routed.operations + 2 * width * 2 + width * width);
    expect(layer.experts).toBe(2);
  });

  it('names its parameters', () => {
    const parameters = initialize(layer.parameters, key(0));
    const names = leaves(parameters).map(({ name }) => name);
    expect(names.filter((name) => name.startsWith('shared'))).toEqual([
      'shared/0/hidden/0/weight',
      'shared/0/hidden/0/bias',
      'shared/0/output/weight',
      'shared/0/output/bias',
      'shared/1/weight',
    ]);
    expect(names[0]).toBe('routed/gate/weight');
    disposeParameters(parameters);
  });

  it('says what it needs', () => {
    expect(() => withSharedExperts(routed, [])).toThrow(
      'withSharedExperts: the shared experts must be a list of at least one, each a layer, got []',
    );
    const wide = withSharedExperts(routed, [linearLayer(width, 5)]);
    const parameters = initialize(wide.parameters, key(0));
    const tokens = threeTokens();
    expect(() => wide.apply(parameters, tokens, context)).toThrow(
      'withSharedExperts: shared expert 0 gives rows of width 5, the mixture of width 3; give both the same output width',
    );
    tokens.dispose();
    disposeParameters(parameters);
  });
});
