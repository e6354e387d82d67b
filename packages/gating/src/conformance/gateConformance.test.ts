import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import {
  detach,
  type Gate,
  groupedMatMul,
  measureRouting,
  normal,
  parameterSpec,
  type ParametersOf,
  segmentSum,
  tidyTree,
  withoutLoss,
  zeros,
} from '@outrageous/core';
import { balanced } from '../losses/balanced.js';
import { hierarchical } from '../combinators/hierarchical.js';
import { noisyTopK } from '../gates/noisyTopK/noisyTopK.js';
import { gateConformance } from './index.js';

const width = 3;

/** Every row goes to every expert of its group, weighed by the softmax: a gate of another kind. */
function dense(experts: number, groups = 1): Gate {
  const parameters = { logits: parameterSpec([groups, width, experts], zeros) };
  return {
    parameters,
    operations: width * experts,
    groups,
    experts: groups * experts,
    expertsPerToken: experts,
    apply: ({ logits }: ParametersOf<typeof parameters>, input) =>
      tidyTree(() => {
        const weight = tf.reshape<tf.Rank.R1>(tf.softmax(groupedMatMul(input, logits.read())), [-1]);
        const slot = tf.range(0, weight.size, 1, 'int32');
        const token = tf.floorDiv<tf.Tensor1D>(slot, tf.scalar(experts, 'int32'));
        const first = tf.mul(tf.expandDims(input.group, 1), tf.scalar(experts, 'int32'));
        const expert = tf.reshape<tf.Rank.R1>(tf.add(first, tf.range(0, experts, 1, 'int32')), [-1]);
        const importance = segmentSum(weight, expert, groups * experts);
        const sums = { importance, load: tf.clone(importance) };
        return { token, expert, weight, experts: groups * experts, sums, measure: withoutLoss };
      }),
  };
}

const gates: Record<string, () => Gate> = {
  'noisyTopK, 2 of 4 experts': () => noisyTopK({ width, experts: 4, k: 2 }),
  'noisyTopK, all of 3 experts': () => noisyTopK({ width, experts: 3, k: 3 }),
  'noisyTopK, a single expert': () => noisyTopK({ width, experts: 1, k: 1 }),
  'noisyTopK, a bank of 3': () => noisyTopK({ width, experts: 4, k: 2, groups: 3 }),
  'balanced noisyTopK': () => balanced(noisyTopK({ width, experts: 4, k: 2 })),
  'balanced hierarchy': () =>
    balanced(hierarchical(noisyTopK({ width, experts: 3, k: 2 }), noisyTopK({ width, experts: 4, k: 2, groups: 3 }))),
  'a hierarchy with another kind of gate above': () =>
    hierarchical(dense(2), noisyTopK({ width, experts: 3, k: 2, groups: 2 })),
  'a hierarchy with another kind of gate below': () =>
    hierarchical(noisyTopK({ width, experts: 3, k: 2 }), dense(2, 3)),
  'a bank of hierarchies': () =>
    hierarchical(noisyTopK({ width, experts: 3, k: 2, groups: 2 }), noisyTopK({ width, experts: 3, k: 2, groups: 6 })),
  'a hierarchy of three levels': () =>
    hierarchical(
      hierarchical(noisyTopK({ width, experts: 2, k: 2 }), noisyTopK({ width, experts: 2, k: 2, groups: 2 })),
      noisyTopK({ width, experts: 2, k: 2, groups: 4 }),
    ),
};

describe.each(Object.entries(gates))('%s keeps the contract of a gate', (_, makeGate) => {
  for (const { name, run } of gateConformance(makeGate, { width })) it(name, run);
});

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
});
