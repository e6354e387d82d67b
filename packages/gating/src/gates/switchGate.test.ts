import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { disposeParameters, oneGroup } from '@outrageous/core';
import { expectClose } from '@outrageous/core/testing';
import { expectNumbers } from '../test/expectNumbers.js';
import { routeLogits, softmaxOf } from '../test/routeLogits.js';
import { disposeGrouped, evaluating, parameterOf } from '../test/sameLogits.js';
import { switchGate } from './switchGate.js';

describe('switchGate', () => {
  it('sends each row to its best expert, weighed by its probability', async () => {
    const logits = [
      [1, 0.5, -1],
      [0, 2, 2],
    ];
    const { token, expert, weight, load } = await routeLogits(switchGate, logits);
    expect(token).toEqual([0, 1]);
    expect(expert).toEqual([0, 1]);
    expectNumbers(weight, [softmaxOf(logits[0])[0], softmaxOf(logits[1])[1]]);
    expect(load).toEqual([1, 1, 0]);
  });

  it('learns from the task through that probability: ∂p_i/∂logit_j = p_i · (δ_ij − p_j)', async () => {
    const logits = tf.tensor3d([[[1, 0.5, -1]]]);
    const input = oneGroup(tf.ones([1, 1]));
    const gate = switchGate({ width: 1, experts: 3 });
    const gradient = tf.tidy(() =>
      tf.grad((router: tf.Tensor) => tf.sum(gate.apply({ router: parameterOf(router) }, input, evaluating).weight))(
        logits,
      ),
    );
    const p = softmaxOf([1, 0.5, -1]);
    await expectClose(gradient, [p[0] * (1 - p[0]), -p[0] * p[1], -p[0] * p[2]]);
    disposeGrouped(input);
    disposeParameters(parameterOf(logits));
    gradient.dispose();
  });
});
