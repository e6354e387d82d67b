import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it, vi } from 'vitest';
import {
  disposeParameters,
  type Gate,
  initialize,
  key,
  leaves,
  normal,
  oneGroup,
  valueAndGradients,
} from '@outrageous/core';
import { hierarchical } from '../combinators/hierarchical.js';
import { withCapacity } from '../combinators/withCapacity/withCapacity.js';
import { disposeGrouped } from '../test/sameLogits.js';
import { biasBalanced } from './biasBalanced.js';
import { denseGate } from './denseGate.js';
import { expertChoice } from './expertChoice.js';
import { noisyTopK } from './noisyTopK/noisyTopK.js';
import { softmaxTopK } from './softmaxTopK.js';
import { strictlyBalanced } from './strictlyBalanced/strictlyBalanced.js';
import { switchGate } from './switchGate.js';

vi.spyOn(console, 'warn').mockImplementation(() => {});

const [rows, width] = [40, 3];
const four = { width, experts: 4 };
const alone = { width, experts: 1 };

/** How the gradient of a loss that sums the weights is asked for. */
interface Setting {
  /** Outside training where it isn't so. */
  readonly training?: boolean;
  /** Each weight counts alike; each in its own way where it isn't so. */
  readonly alike?: boolean;
}

/** The largest gradient of each router's matrix. */
async function largestGradients(gate: Gate, { training = true, alike = false }: Setting = {}): Promise<number[]> {
  const parameters = initialize(gate.parameters, key(1));
  const routers = leaves(parameters).filter(({ name }) => /router|clean/.test(name));
  for (const router of routers) router.assign(tf.tidy(() => tf.mul(2, normal(key(2), router.shape))));
  const input = oneGroup(normal(key(5), [rows, width]));
  const { value, gradients } = valueAndGradients(() => {
    const { weight } = gate.apply(parameters, input, { training, key: key(3) });
    const wave = alike ? tf.fill(weight.shape, 0.7) : tf.cos(tf.range(0, weight.size));
    return { loss: tf.sum(tf.mul(weight, wave)), extra: [] };
  }, routers);
  const found = routers.map((router) => gradients.get(router) as tf.Tensor);
  const numbers = await Promise.all(found.map(async (one) => Math.max(...(await one.data()).map(Math.abs))));
  tf.dispose([value, ...found]);
  disposeGrouped(input);
  disposeParameters(parameters);
  return numbers;
}

const next = { capacityFactor: 0.6, overflow: 'next' } as const;

describe('the gradient of weights', () => {
  it.each<[string, Gate, Setting?]>([
    ['noisyTopK with k = 1', noisyTopK({ ...four, k: 1 })],
    ['softmaxTopK with k = 1, normalized', softmaxTopK({ ...four, k: 1, normalized: true })],
    ['biasBalanced with k = 1', biasBalanced({ ...four, k: 1 })],
    [
      'strictlyBalanced with one expert per row',
      strictlyBalanced({ ...four, k: 1, mostPerToken: 1 }),
      { training: false },
    ],
    ['switchGate of one expert', switchGate(alone)],
    ['softmaxTopK of one expert', softmaxTopK({ ...alone, k: 1, normalized: true })],
    ['noisyTopK of one expert', noisyTopK({ ...alone, k: 1 })],
    ['biasBalanced of one expert', biasBalanced({ ...alone, k: 1 })],
    ['denseGate of one expert', denseGate(alone)],
    ['expertChoice of one expert', expertChoice({ ...alone, expertsPerToken: 1 })],
    ['strictlyBalanced of one expert', strictlyBalanced({ ...alone, k: 1 })],
    ['biasBalanced with k = 1 that drops', withCapacity(biasBalanced({ ...four, k: 1 }), { capacityFactor: 0.6 })],
    ['biasBalanced with k = 1 that moves on', withCapacity(biasBalanced({ ...four, k: 1 }), next)],
    ['noisyTopK with k = 1 that moves on', withCapacity(noisyTopK({ ...four, k: 1 }), next)],
    ['a hierarchy of two that are always 1', hierarchical(switchGate(alone), biasBalanced({ ...four, k: 1 }))],
    ['noisyTopK, when all weights count alike', noisyTopK({ ...four, k: 2 }), { alike: true }],
    ['biasBalanced, when all weights count alike', biasBalanced({ ...four, k: 2 }), { alike: true }],
    ['denseGate, when all weights count alike', denseGate(four), { alike: true }],
  ])('is exactly 0 of %s', async (_, gate, setting) => {
    const gradients = await largestGradients(gate, setting);
    expect(gradients.length).toBeGreaterThan(0);
    expect(gradients).toEqual(gradients.map(() => 0));
  });

  it('reaches a branch’s gate, but not that which chooses the only branch', async () => {
    const [primary, secondary] = await largestGradients(
      hierarchical(switchGate(alone), softmaxTopK({ ...four, k: 2, normalized: true })),
    );
    expect(primary).toBe(0);
    expect(secondary).toBeGreaterThan(0.01);
  });

  it('reaches a gate with k = 1 that weighs by the probability', async () => {
    const [router] = await largestGradients(switchGate(four));
    expect(router).toBeGreaterThan(0.01);
  });

  it('is exactly 0 of rows that one expert alone takes, in strict balance', async () => {
    // Each of 4 experts takes 10 of 40 rows; those that two take, or none, have their own gradients.
    const gate = strictlyBalanced({ width: 4, experts: 4, k: 1 });
    const parameters = initialize(gate.parameters, key(1));
    const [router] = leaves(parameters).filter(({ name }) => name.includes('router'));
    router.assign(tf.tidy(() => tf.reshape(tf.mul(3, tf.eye(4)), [1, 4, 4])));
    const input = oneGroup(tf.tidy(() => tf.tile(tf.eye(4), [10, 1])));
    const { value, gradients } = valueAndGradients(() => {
      const { weight } = gate.apply(parameters, input, { training: true, key: key(3) });
      return { loss: tf.sum(tf.mul(weight, tf.cos(tf.range(0, weight.size)))), extra: [] };
    }, [router]);
    const gradient = gradients.get(router) as tf.Tensor;
    expect(Array.from(await gradient.data()).map(Math.abs)).toEqual(new Array<number>(16).fill(0));
    tf.dispose([value, gradient]);
    disposeGrouped(input);
    disposeParameters(parameters);
  });
});
