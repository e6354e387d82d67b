import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { detach, type Gate, measureRouting, normal } from '@outrageous/core';

import { denseGate } from '../gates/denseGate.js';
import { softmaxTopK } from '../gates/softmaxTopK.js';
import { gateConformance } from './index.js';

const width = 3;

const dense = (experts: number) => denseGate({ width, experts });

describe('gateConformance', () => {
  /** Fails the named check of a dense gate of which one part is changed. */
  async function expectBroken(name: string, change: (gate: Gate) => Partial<Gate>): Promise<void> {
    const makeGate = () => ({ ...dense(3), ...change(dense(3)) });
    const check = gateConformance(makeGate, { width }).find((one) => one.name === name);
    tf.engine().startScope();
    await expect(check?.run()).rejects.toThrow();
    tf.engine().endScope();
  }

  it.each<[string, (gate: Gate) => Partial<Gate>]>([
    ['describes its groups, experts and cost', () => ({ expertsPerToken: 4 })],
    ['describes its groups, experts and cost', () => ({ inputWidth: 4 })],
    ['makes as many slots as it announced', () => ({ expertsPerToken: 2 })],
    ['gives lists of the same length, and metrics for each expert', () => ({ experts: 6 })],
    [
      'sends rows to experts of their own group, to each at most once',
      ({ apply }) => ({ apply: (...given) => ({ ...apply(...given), expert: tf.zeros([18], 'int32') }) }),
    ],
    [
      'has the sum of its weights as importance',
      ({ apply }) => ({
        apply: (...given) => {
          const routing = apply(...given);
          return { ...routing, weight: tf.mul(routing.weight, 2) };
        },
      }),
    ],
    [
      'weighs by the scores that it names',
      ({ apply }) => ({
        apply: (...given) => {
          const routing = apply(...given);
          return { ...routing, logits: routing.logits && tf.sigmoid(routing.logits) };
        },
      }),
    ],
    [
      'measures the sums of a batch that comes in parts',
      ({ apply }) => ({
        apply: (...given) => {
          const routing = apply(...given);
          return { ...routing, measure: () => measureRouting(routing) };
        },
      }),
    ],
    [
      'draws nothing outside training',
      ({ apply }) => ({
        apply: (parameters, input, context) => {
          const weight = tf.reshape<tf.Rank.R1>(normal(context.key, [18]), [18]);
          return { ...apply(parameters, input, context), weight };
        },
      }),
    ],
    [
      'has the gradients of finite differences',
      ({ apply }) => ({
        apply: (parameters, input, context) => {
          const routing = apply(parameters, input, context);
          const loss: tf.Scalar = tf.sum(tf.square(detach(input.rows)));
          return { ...routing, measure: (sums) => ({ ...routing.measure(sums), loss }) };
        },
      }),
    ],
    [
      'leaks no tensor, and leaves its input alone',
      ({ apply }) => ({
        apply: (...given) => {
          tf.zeros([1]);
          return apply(...given);
        },
      }),
    ],
  ])('catches a gate that breaks: %s', expectBroken);

  it('says what is missing of a gate that divides weights by their sum, and doesn’t say so', async () => {
    const gate = softmaxTopK({ width, experts: 4, k: 2, normalized: true });
    const silent = (): Gate => ({ ...gate, apply: (...given) => ({ ...gate.apply(...given), scoring: undefined }) });
    const check = gateConformance(silent, { width }).find(({ name }) => name === 'weighs by the scores that it names');
    await expect(check?.run()).rejects.toThrow(
      "weights of all rows sum to 1, but the routing isn't normalized: say in routing.scoring how the gate scores",
    );
  });
});
