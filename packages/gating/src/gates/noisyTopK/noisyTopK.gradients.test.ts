import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import {
  disposeParameters,
  initialize,
  key,
  leaves,
  measureRouting,
  normal,
  oneGroup,
  valueAndGradients,
} from '@outrageous/core';
import { expectGradients } from '@outrageous/core/testing';
import { balanced, type BalanceWeights } from '../../losses/balanced.js';
import { whileTraining } from '../../conformance/readRouting.js';
import { noisyTopK } from './noisyTopK.js';
import { disposeGrouped, parameterOf } from '../../test/sameLogits.js';

describe('gradients of noisyTopK', () => {
  const options = { width: 3, experts: 4, k: 2 };

  /** The largest gradient of each matrix, from one balancing loss alone. */
  async function largestGradients(weights: BalanceWeights, { atStart }: { atStart: boolean }): Promise<number[]> {
    const gate = balanced(noisyTopK(options), weights);
    const parameters = initialize(gate.parameters, key(1));
    const all = leaves(parameters);
    if (!atStart) all.forEach((one, i) => one.assign(normal(key(i), one.shape)));
    const input = oneGroup(tf.tidy(() => tf.reshape(normal(key(5), [6, 3]), [6, 3])));
    const { value, gradients } = valueAndGradients(
      () => ({ loss: measureRouting(gate.apply(parameters, input, whileTraining)).loss, extra: {} }),
      all,
    );
    const largest = all
      .map((one) => gradients.get(one) as tf.Tensor | undefined)
      .map(async (gradient) => {
        if (!gradient) return 0;
        const numbers = await gradient.data();
        gradient.dispose();
        return Array.from(numbers).reduce((most, number) => Math.max(most, Math.abs(number)), 0);
      });
    const result = await Promise.all(largest);
    value.dispose();
    disposeGrouped(input);
    disposeParameters(parameters);
    return result;
  }

  it.each([true, false])('reach both matrices from the load loss alone (at the start: %s)', async (atStart) => {
    const [clean, noise] = await largestGradients({ importance: 0, load: 1 }, { atStart });
    expect(clean).toBeGreaterThan(1e-4);
    expect(noise).toBeGreaterThan(1e-4);
    expect(Number.isFinite(clean + noise)).toBe(true);
  });

  it.each([true, false])('reach W_g from the importance loss alone (at the start: %s)', async (atStart) => {
    const [clean] = await largestGradients({ importance: 1, load: 0 }, { atStart });
    expect(clean).toBeGreaterThan(1e-4);
    expect(Number.isFinite(clean)).toBe(true);
  });

  it('match finite differences from the load loss alone, with frozen draws', async () => {
    const gate = balanced(noisyTopK(options), { importance: 0, load: 100 });
    const shape: [number, number, number] = [1, options.width, options.experts];
    const input = oneGroup(tf.tidy(() => tf.reshape(normal(key(5), [6, 3]), [6, 3])));
    const matrices: [tf.Tensor, tf.Tensor] = [normal(key(6), shape), normal(key(7), shape)];
    await expectGradients(
      (clean, noise) =>
        measureRouting(gate.apply({ clean: parameterOf(clean), noise: parameterOf(noise) }, input, whileTraining)).loss,
      matrices,
    );
    tf.dispose(matrices);
    disposeGrouped(input);
  });
});
