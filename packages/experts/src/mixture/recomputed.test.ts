import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import {
  disposeParameters,
  disposeTree,
  dropout,
  type ExpertPool,
  initialize,
  key,
  leaves,
  measureRouting,
  type Mixture,
  normal,
  recomputed,
  valueAndGradients,
} from '@outrageous/core';
import { expectClose } from '@outrageous/core/testing';
import { fixedGate, type Triple } from '../test/fixedGate.js';
import { gradientsOf } from '../test/gradientsOf.js';
import { feedForward } from '../pools/feedForward.js';
import { mixture } from './mixture.js';

const [width, tokens, experts] = [3, 6, 4];
const context = { training: true, key: key(7) };

/** Every token goes to two experts; the last expert gets none. */
const triples = Array.from({ length: tokens }, (_, token): Triple[] => [
  [token, token % 3, 0.7],
  [token, (token + 1) % 3, 0.3],
]).flat();

/** Experts of whose outputs half is dropped. */
function dropping(hidden: number): ExpertPool {
  const pool = feedForward({ experts, width, hidden, activation: 'gelu', bias: true });
  return {
    ...pool,
    apply: (parameters, grouped, inside) =>
      tf.tidy(() => dropout(pool.apply(parameters, grouped, inside), 0.5, inside)),
  };
}

const mixtures: Record<string, (hidden: number) => Mixture> = {
  'whose experts are recomputed': (hidden) => mixture(fixedGate(triples, experts), recomputed(dropping(hidden))),
  'that is recomputed as a whole': (hidden) => recomputed(mixture(fixedGate(triples, experts), dropping(hidden))),
};

const plain = (hidden: number) => mixture(fixedGate(triples, experts), dropping(hidden));

describe.each(Object.entries(mixtures))('a mixture %s', (_, make) => {
  it('drops the same numbers, and has the same gradients', async () => {
    const [expected, got] = [outcome(plain(4)), outcome(make(4))];
    expect(Object.keys(got)).toEqual(Object.keys(expected));
    for (const [name, tensor] of Object.entries(got)) await expectClose(tensor, expected[name], 1e-5);
    disposeTree([expected, got]);
  });

  it('hands on its routing', async () => {
    const parameters = initialize(make(4).parameters, key(3));
    const [x, rows] = [someTokens(), triples.map(([token]) => token)];
    const { output, routing } = make(4).apply(parameters, x, context);
    const measured = measureRouting(routing);
    await expectClose(routing.token, rows);
    await expectClose(measured.metrics.load, [4, 4, 4, 0]);
    const { token, expert, weight } = routing;
    disposeTree([x, output, token, expert, weight, measured]);
    disposeParameters(parameters);
  });

  it('names the experts that got tokens in its gradients, and holds less', () => {
    const [kept, forgotten] = [trained(plain(64)), trained(make(64))];
    expect(forgotten.kinds).toEqual(kept.kinds);
    expect(kept.held - forgotten.held).toBeGreaterThan(2 * 4 * 64 * triples.length); // x·W + b, and Φ of it
  });
});

function someTokens(): tf.Tensor2D {
  return tf.tidy(() => tf.reshape<tf.Rank.R2>(normal(key(4), [tokens, width]), [tokens, width]));
}

function outcome(layer: Mixture) {
  const parameters = initialize(layer.parameters, key(3));
  const x = someTokens();
  const result = gradientsOf({ tokens: x, parameters }, (given) => layer.apply(parameters, given, context).output);
  x.dispose();
  disposeParameters(parameters);
  return result;
}

/** The kinds of gradients, and the bytes that are held between the forward and the backward pass. */
function trained(layer: Mixture): { readonly kinds: string[]; readonly held: number } {
  const parameters = initialize(layer.parameters, key(3));
  let held = 0;
  const kinds = tf.tidy(() => {
    const before = tf.memory().numBytes;
    const { gradients } = valueAndGradients(() => {
      const loss = tf.sum<tf.Scalar>(tf.square(layer.apply(parameters, someTokens(), context).output));
      held = tf.memory().numBytes - before;
      return { loss, extra: [] };
    }, leaves(parameters));
    return [...gradients].map(([{ name }, gradient]) => `${name}: ${'kind' in gradient ? gradient.kind : 'dense'}`);
  });
  disposeParameters(parameters);
  return { kinds, held };
}
