import * as tf from '@tensorflow/tfjs-core';
import { disposeTree, type Gate, key, oneGroup, type Task } from '@outrageous/core';
import { hashGate, withCapacity } from '@outrageous/gating';
import { expect, it } from 'vitest';
import { withBalance } from './withBalance.js';

/** A batch is words; the gate sends equal ones to the same expert. */
function routed(gate: Gate): Task<readonly number[]> {
  return {
    parameters: {},
    zeroState: () => ({}),
    forward(words, state, context) {
      const ids = tf.tensor1d([...words], 'int32');
      const routing = gate.apply({}, oneGroup(tf.zeros([words.length, 1])), { ...context, ids });
      return { loss: tf.scalar(0), state, routings: [routing] };
    },
  };
}

async function balanceOf(gate: Gate, batches: readonly (readonly number[])[]) {
  const watched = withBalance(routed(gate));
  for (const batch of batches) {
    tf.tidy(() => disposeTree(watched.forward(batch, {}, { training: false, key: key(0) })));
  }
  const [balance] = await watched.balance();
  return balance;
}

it('adds up what experts received over all batches, and the mean share that was dropped', async () => {
  const one = [3, 3, 3, 3];
  const gate = hashGate({ experts: 2 });
  expect(await balanceOf(gate, [one, one])).toMatchObject({ maxOverMeanLoad: 2, deadExperts: 1, droppedShare: 0 });
  const bounded = withCapacity(gate, { capacityFactor: 1 });
  expect(await balanceOf(bounded, [one, one])).toMatchObject({ maxOverMeanLoad: 2, experts: 2, droppedShare: 0.5 });
});
