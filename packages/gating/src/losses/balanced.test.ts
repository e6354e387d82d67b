import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { type Gate, key, measureRouting, oneGroup, type RoutingMetrics } from '@outrageous/core';
import { expectClose } from '@outrageous/core/testing';
import { balanced } from './balanced.js';

/** CV² of its importance is 3, that of its load 0.2; its own loss is 5. */
const unbalanced: Gate = {
  parameters: {},
  operations: 7,
  groups: 1,
  experts: 4,
  expertsPerToken: 1,
  apply: () => ({
    token: tf.tensor1d([0], 'int32'),
    expert: tf.tensor1d([0], 'int32'),
    weight: tf.tensor1d([1]),
    experts: 4,
    sums: { importance: tf.tensor1d([1, 0, 0, 0]), load: tf.tensor1d([1, 2, 3, 4]) },
    measure: (metrics: RoutingMetrics) => ({ loss: tf.scalar(5), metrics }),
  }),
};

async function expectLoss(gate: Gate, expected: number): Promise<void> {
  const loss = tf.tidy(
    () => measureRouting(gate.apply({}, oneGroup(tf.ones([1, 1])), { training: true, key: key(0) })).loss,
  );
  await expectClose(loss, expected);
  loss.dispose();
}

describe('balanced', () => {
  it('adds a tenth of both losses to the gate’s own', async () => {
    await expectLoss(balanced(unbalanced), 5 + 0.1 * 3 + 0.1 * 0.2);
  });

  it('weighs the two as told', async () => {
    await expectLoss(balanced(unbalanced, { importance: 2, load: 0 }), 5 + 2 * 3);
    await expectLoss(balanced(unbalanced, { importance: 0, load: 10 }), 5 + 10 * 0.2);
    await expectLoss(balanced(unbalanced, { importance: 0, load: 0 }), 5);
  });

  it('leaves the rest of the gate as it is', () => {
    expect(balanced(unbalanced)).toMatchObject({ operations: 7, groups: 1, experts: 4, expertsPerToken: 1 });
  });

  it.each([-1, Number.NaN, Infinity])('refuses the weight %s', (load) => {
    expect(() => balanced(unbalanced, { load })).toThrow(
      `balanced: load must be a number from 0 up, got ${load}; 0.1 is usual`,
    );
  });
});
