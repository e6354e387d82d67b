import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { disposeParameters, type Gate, key, type Measured, measureRouting, oneGroup, tidyTree } from '@outrageous/core';
import { expectClose } from '@outrageous/core/testing';
import { denseGate } from '../gates/denseGate.js';
import { randomGate } from '../gates/randomGate.js';
import { switchGate } from '../gates/switchGate.js';
import { routeLogits, softmaxOf, unitRows } from '../test/routeLogits.js';
import { disposeGrouped, evaluating } from '../test/sameLogits.js';
import { withEntropyLoss } from './withEntropyLoss.js';
import { withLoadBalancingLoss } from './withLoadBalancingLoss.js';
import { withZLoss } from './withZLoss.js';

type Sizes = { readonly width: number; readonly experts: number };

const logits = [
  [1, 0.5, -1],
  [-2, 0, 3],
];
const p = logits.map(softmaxOf);
const total = (numbers: readonly number[]) => numbers.reduce((sum, one) => sum + one, 0);

async function lossOf(make: (sizes: Sizes) => Gate, of = logits): Promise<number> {
  return (await routeLogits(make, of)).loss[0];
}

/** Measures a gate, hands its losses and metrics to `look`, and frees everything. */
async function measured(make: (sizes: Sizes) => Gate, look: (measured: Measured) => Promise<void>): Promise<void> {
  const { parameters, input } = unitRows(logits);
  const gate = make({ width: logits.length, experts: logits[0].length });
  const { loss, metrics } = tidyTree(() => measureRouting(gate.apply(parameters, input, evaluating)));
  await look({ loss, metrics });
  tf.dispose([loss, ...Object.values(metrics)]);
  disposeGrouped(input);
  disposeParameters(parameters);
}

describe('withZLoss', () => {
  const squares = logits.map((row) => Math.log(total(row.map(Math.exp))) ** 2);

  it('adds the mean of (log Σ exp logits)², which is also a metric', async () => {
    await measured(
      (sizes) => withZLoss(denseGate(sizes), 0.5),
      async ({ loss, metrics }) => {
        await expectClose(loss, (0.5 * total(squares)) / 2);
        await expectClose(metrics.zLoss, total(squares) / 2);
      },
    );
  });

  it.each([1e15, -1e15, 1e-30])('is exact for logits of the size %d', async (size) => {
    const large = [
      [size, size, size / 2],
      [size, size, size],
    ];
    const exact = large.map(
      (row) => (Math.max(...row) + Math.log(total(row.map((one) => Math.exp(one - Math.max(...row)))))) ** 2,
    );
    const loss = await lossOf((sizes) => withZLoss(denseGate(sizes), 1), large);
    expect(loss / (total(exact) / 2)).toBeCloseTo(1, 5);
  });

  it('adds to the losses that the gate has, and leaves where the rows go', async () => {
    const twice = (sizes: Sizes) => withZLoss(withZLoss(switchGate(sizes), 1), 2);
    expect(await lossOf(twice)).toBeCloseTo((3 * total(squares)) / 2, 4);
    const [plain, lossy] = [await routeLogits(switchGate, logits), await routeLogits(twice, logits)];
    expect({ ...lossy, loss: plain.loss }).toEqual(plain);
  });

  it('refuses a negative weight', () => {
    expect(() => withZLoss(denseGate({ width: 1, experts: 2 }), -1)).toThrow(
      'withZLoss: the weight must be a number from 0 up, got -1; 0.001 is usual',
    );
  });
});

describe('withEntropyLoss', () => {
  it('adds the mean entropy of the probabilities, or takes it away', async () => {
    const entropies = p.map((row) => -total(row.map((one) => one * Math.log(one))));
    await measured(
      (sizes) => withEntropyLoss(denseGate(sizes), -0.5),
      async ({ loss, metrics }) => {
        await expectClose(loss, (-0.5 * total(entropies)) / 2);
        await expectClose(metrics.entropyLoss, total(entropies) / 2);
      },
    );
  });

  it('stays exact where logits are large', async () => {
    const large = [
      [1e6, 1e6, -1e30],
      [3e30, 3e30, 3e30],
    ];
    const loss = await lossOf((sizes) => withEntropyLoss(denseGate(sizes), 1), large);
    expect(loss).toBeCloseTo((Math.log(2) + Math.log(3)) / 2, 5);
  });

  it('refuses a weight that is no number', () => {
    expect(() => withEntropyLoss(denseGate({ width: 1, experts: 2 }), Number.NaN)).toThrow(
      'withEntropyLoss: the weight must be a finite number, got NaN; 0.01 is usual',
    );
  });
});

describe('withLoadBalancingLoss', () => {
  it('is experts · Σ f_i · P_i', async () => {
    const f = [0.5, 0, 0.5];
    const expected = 3 * total(f.map((share, i) => (share * (p[0][i] + p[1][i])) / 2));
    await measured(
      (sizes) => withLoadBalancingLoss(switchGate(sizes), 0.1),
      async ({ loss, metrics }) => {
        await expectClose(loss, 0.1 * expected);
        await expectClose(metrics.loadBalancingLoss, expected);
      },
    );
  });

  it('is 1 where both are uniform, and as many as there are experts where one gets all', async () => {
    const make = (sizes: Sizes) => withLoadBalancingLoss(switchGate(sizes), 1);
    const uniform = [
      [30, 0, 0],
      [0, 30, 0],
      [0, 0, 30],
    ];
    expect(await lossOf(make, uniform)).toBeCloseTo(1, 5);
    expect(await lossOf(make, [uniform[0], uniform[0]])).toBeCloseTo(3, 5);
  });
});

describe('a loss of logits', () => {
  it.each([
    ['withZLoss', withZLoss],
    ['withEntropyLoss', withEntropyLoss],
    ['withLoadBalancingLoss', withLoadBalancingLoss],
  ])('%s needs a gate that has some', (name, withLoss) => {
    const input = oneGroup(tf.zeros([2, 1]));
    const context = { training: true, key: key(0) };
    expect(() => withLoss(randomGate({ experts: 4, k: 2 }), 0.1).apply({}, input, context)).toThrow(
      `${name}: the gate has no logits to make a loss of; wrap a gate that compares scores, and of a hierarchy its parts`,
    );
    disposeGrouped(input);
  });
});
