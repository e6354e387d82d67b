import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import {
  disposeParameters,
  type ExpertPool,
  initialize,
  key,
  type Layer,
  leaves,
  measureRouting,
  normal,
  normalCdf,
  type Parameter,
  type ParameterTree,
} from '@outrageous/core';
import { expectClose } from '@outrageous/core/testing';
import { denseMixture } from '../test/denseMixture.js';
import { fixedGate, type Triple } from '../test/fixedGate.js';
import { gradientsOf } from '../test/gradientsOf.js';
import { linearLayer } from '../test/linearLayer.js';
import { feedForward } from '../pools/feedForward.js';
import { feedForwardNetwork } from '../networks/feedForwardNetwork.js';
import { mixture } from './mixture.js';
import { poolOf } from '../pools/poolOf.js';

const width = 3;
const quiet = { training: false, key: key(0) };

const triples: Record<string, readonly Triple[]> = {
  'every expert with tokens': [
    [0, 2, 0.7],
    [0, 0, 0.3],
    [1, 1, 0.6],
    [1, 2, 0.4],
    [2, 0, 0.9],
    [2, 1, 0.1],
  ],
  'an expert without tokens': [
    [0, 2, 0.7],
    [0, 0, 0.3],
    [1, 2, 0.5],
    [1, 0, 0.5],
    [2, 0, 1],
  ],
  'all tokens on one expert': [
    [0, 1, 1],
    [1, 1, 0.25],
    [2, 1, 0.5],
  ],
  'a batch of one': [
    [0, 2, 0.8],
    [0, 0, 0.2],
  ],
  'a token that no expert takes': [
    [0, 1, 0.5],
    [2, 0, 0.5],
  ],
  'weights that underflow': [
    [0, 0, 1],
    [0, 1, 1e-45],
    [1, 2, 1],
    [1, 0, 0],
    [2, 1, 0],
    [2, 2, 1],
  ],
  'negative weights and a token twice on one expert': [
    [0, 0, -2],
    [0, 0, 1],
    [1, 1, 3],
    [2, 2, -1],
  ],
};

const networks = feedForward({ experts: 3, width, hidden: 4, activation: 'gelu', bias: true });

const kinds = [
  feedForwardNetwork({ width, hidden: 4 }),
  linearLayer(width, width),
  feedForwardNetwork({ width, hidden: [2, 5], activation: 'swiglu', bias: true }),
];

/** Pools of three experts, and what each expert makes of all tokens, computed on its own. */
const pools: Record<string, Subject> = {
  feedForward: {
    pool: networks,
    expert: (i, { hidden: [hidden], output }: { hidden: Affine[]; output: Affine }, x) =>
      affine(i, output, gelu(affine(i, hidden, x))),
  },
  'poolOf experts of different kinds': {
    pool: poolOf(kinds, { width }),
    expert: (i, parameters: readonly ParameterTree[], x) => kinds[i].apply(parameters[i], x, quiet),
  },
};

interface Subject {
  readonly pool: ExpertPool;
  expert(i: number, parameters: ParameterTree, x: tf.Tensor2D): tf.Tensor2D;
}

type Affine = Record<'weight' | 'bias', Parameter>;

function affine(i: number, { weight, bias }: Affine, x: tf.Tensor2D): tf.Tensor2D {
  const [matrix, vector] = [weight, bias].map((stacked) => tf.squeeze(tf.slice(stacked.read(), i, 1), [0]));
  return tf.add(tf.matMul(x, matrix), vector);
}

function gelu(x: tf.Tensor2D): tf.Tensor2D {
  return tf.mul(x, normalCdf(x));
}

describe.each(Object.entries(pools))('mixture with %s', (_, subject) => {
  it.each(Object.entries(triples))('equals the dense sum, and so do all gradients: %s', async (__, slots) => {
    await sparseEqualsDense(subject, slots, 1);
  });

  it('equals the dense sum with large and negative outputs', async () => {
    await sparseEqualsDense(subject, triples['every expert with tokens'], 300);
  });
});

/** Compares output and gradients (to tokens, weights and every parameter) of the mixture with those of Σ_i G_i(x) · E_i(x). */
async function sparseEqualsDense({ pool, expert }: Subject, slots: readonly Triple[], scale: number): Promise<void> {
  const gate = fixedGate(slots, pool.experts);
  const parameters = initialize({ gate: gate.parameters, pool: pool.parameters }, key(3));
  const inputs = { tokens: tokensOf(slots, scale), parameters };
  const sparse = gradientsOf(inputs, (x) => mixture(gate, pool).apply(parameters, x, quiet).output);
  const dense = gradientsOf(inputs, (x) => {
    const outputs = Array.from({ length: pool.experts }, (_, i) => expert(i, parameters.pool, x));
    return denseMixture(outputs, slots, tf.reshape(leaves(parameters.gate)[0].read(), [slots.length]));
  });
  for (const name of Object.keys(dense)) await isClose(name, sparse[name], dense[name]);
  tf.dispose([inputs.tokens, sparse, dense]);
  disposeParameters(parameters);
}

async function isClose(name: string, got: tf.Tensor, expected: tf.Tensor): Promise<void> {
  const largest = Math.max(1, ...(await expected.data()).map(Math.abs));
  const [one, other] = [got, expected].map((tensor) => tf.div(tensor, largest));
  await expectClose(one, other, 1e-5).catch((error: Error) => {
    throw new Error(`${name}: ${error.message}`);
  });
  tf.dispose([one, other]);
}

function tokensOf(slots: readonly Triple[], scale: number): tf.Tensor2D {
  const tokens = 1 + Math.max(...slots.map(([token]) => token));
  return tf.tidy(() => tf.reshape(tf.mul(normal(key(4), [tokens, width]), scale), [tokens, width]));
}

describe('mixture', () => {
  const slots = triples['every expert with tokens'];
  const pool = networks;

  it('is linear in the weights', async () => {
    const tokens = tokensOf(slots, 1);
    const outputAt = (factor: number) => {
      const scaled = slots.map(([token, expert, weight]): Triple => [token, expert, factor * weight]);
      const layer = mixture(fixedGate(scaled, 3), pool);
      const parameters = initialize(layer.parameters, key(3));
      const output = tf.tidy(() => layer.apply(parameters, tokens, quiet).output);
      disposeParameters(parameters);
      return output;
    };
    const [once, minusThrice] = [outputAt(1), outputAt(-3)];
    const expected = tf.mul(once, -3);
    await expectClose(minusThrice, expected, 1e-5);
    tf.dispose([tokens, once, minusThrice, expected]);
  });

  it('gives the same output bit for bit', async () => {
    const layer = mixture(fixedGate(slots, 3), pool);
    const parameters = initialize(layer.parameters, key(3));
    const tokens = tokensOf(slots, 1);
    const outputs = [1, 2].map(() => tf.tidy(() => layer.apply(parameters, tokens, quiet).output));
    expect(await outputs[0].data()).toEqual(await outputs[1].data());
    tf.dispose([tokens, outputs]);
    disposeParameters(parameters);
  });

  it('hands the routing of the gate on, and leaks nothing', async () => {
    const layer = mixture(fixedGate(slots, 3), pool);
    const parameters = initialize(layer.parameters, key(3));
    const tokens = tokensOf(slots, 1);
    const before = tf.memory().numTensors;
    const { output, routing } = layer.apply(parameters, tokens, quiet);
    await expectClose(
      routing.expert,
      slots.map(([, expert]) => expert),
    );
    await expectClose(
      routing.weight,
      slots.map(([, , weight]) => weight),
    );
    const { loss, metrics } = measureRouting(routing);
    await expectClose(metrics.load, [2, 2, 2]);
    const { token, expert, weight } = routing;
    tf.dispose([output, token, expert, weight, loss, metrics.importance, metrics.load]);
    expect(tf.memory().numTensors).toBe(before);
    tokens.dispose();
    disposeParameters(parameters);
  });

  it('costs its gate and the experts that a token goes to', () => {
    const gate = fixedGate(slots, 3);
    expect(mixture({ ...gate, operations: 10, expertsPerToken: 2 }, pool).operations).toBe(10 + 2 * pool.operations);
  });

  it('gives gate and pool keys of their own', () => {
    const keys: string[] = [];
    const spying = <Part extends Layer<never, unknown>>(part: Part): Part => ({
      ...part,
      apply: (parameters, input, context) => {
        keys.push(context.key.join());
        return part.apply(parameters, input, context);
      },
    });
    const layer = mixture(spying(fixedGate(slots, 3)), spying(pool));
    const parameters = initialize(layer.parameters, key(3));
    tf.tidy(() => void layer.apply(parameters, tokensOf(slots, 1), quiet));
    disposeParameters(parameters);
    expect(new Set([...keys, quiet.key.join()]).size).toBe(3);
  });

  it('names its parameters after gate and pool', () => {
    const parameters = initialize(mixture(fixedGate(slots, 3), pool).parameters, key(0), 'layer');
    expect(leaves(parameters).map(({ name }) => name)).toEqual([
      'layer/gate/weight',
      'layer/pool/hidden/0/weight',
      'layer/pool/hidden/0/bias',
      'layer/pool/output/weight',
      'layer/pool/output/bias',
    ]);
    disposeParameters(parameters);
  });

  it('says which numbers of experts do not fit', () => {
    expect(() => mixture(fixedGate(slots, 4), pool)).toThrow(
      'mixture: the gate chooses among 4 experts, the pool has 3; make both with the same number',
    );
  });

  it('says which widths do not fit, and takes a gate that says none', () => {
    const gate = fixedGate(slots, 3);
    expect(() => mixture({ ...gate, inputWidth: width + 1 }, pool)).toThrow(
      'mixture: the gate reads rows of width 4, the experts of width 3, and both read the same rows; ' +
        'where those are 3 wide, make the gate with width: 3, else the experts for 4',
    );
    for (const inputWidth of [width, undefined])
      expect(mixture({ ...gate, inputWidth }, pool)).toMatchObject({ width });
  });

  it('says what to do with a bank of gates', () => {
    expect(() => mixture({ ...fixedGate(slots, 3), groups: 3 }, pool)).toThrow(
      'mixture: the gate is a bank of 3 gates, needs a flat one (groups 1); put a primary gate in front of the bank: hierarchical(primary, bank)',
    );
  });
});
