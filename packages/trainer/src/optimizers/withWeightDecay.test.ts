import { disposeParameters, variableParameter } from '@outrageous/core';
import type { Parameter } from '@outrageous/core';
import { expectClose, opPaths } from '@outrageous/core/testing';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { runSteps } from '../../fixtures/runSteps.js';
import { clipByGlobalNorm } from './clipByGlobalNorm.js';
import { sgd } from './sgd/sgd.js';
import { withWeightDecay } from './withWeightDecay.js';

const still = sgd({ learningRate: 0 });
const halving = withWeightDecay(still, { decay: 0.5, learningRate: 1 });

const parameterOf = (name: string, values: number[]): Parameter =>
  variableParameter(name, { shape: [values.length], perExpert: false }, tf.tensor1d(values));

describe.each(opPaths('trainer'))('weights decay, with $path, on', ({ run }) => {
  it('by the rate of the step, apart from the gradient', () =>
    run(async () => {
      const parameter = parameterOf('weight', [8, -4]);
      const learningRate = (step: number) => step / 4;
      const optimizer = withWeightDecay(sgd({ learningRate }), { decay: 0.5, learningRate });
      const state = optimizer.init([parameter]);
      const gradient = tf.tensor1d([0, 4]);
      optimizer.update(new Map([[parameter, gradient]]), state, [parameter]);
      await expectClose(parameter.read(), [7, -4.5]);
      optimizer.update(new Map([[parameter, gradient]]), state, [parameter]);
      await expectClose(parameter.read(), [5.25, -5.375]);
      gradient.dispose();
      disposeParameters([parameter, state.slots]);
    }));

  it('where a table has a gradient, and nowhere else', () =>
    run(async () => {
      const shape = [3, 2];
      const rows = () => ({
        kind: 'rows' as const,
        rows: tf.tensor1d([2, -1], 'int32'),
        values: tf.zeros([2, 2]),
      });
      const before = await runSteps({ optimizer: still, shape, table: true, gradients: [rows] });
      const after = await runSteps({ optimizer: halving, shape, table: true, gradients: [rows, rows] });
      const shares = Array.from(after.parameter, (value, at) => value / before.parameter[at]);
      expect(shares.map((share) => Math.round(share * 1e4) / 1e4)).toEqual([1, 1, 1, 1, 0.25, 0.25]);
    }));

  it('as they would without a clipped gradient', () =>
    run(async () => {
      const parameter = parameterOf('weight', [2]);
      const optimizer = clipByGlobalNorm(1, withWeightDecay(sgd({ learningRate: 1 }), { decay: 0.5, learningRate: 1 }));
      const state = optimizer.init([parameter]);
      const gradient = tf.tensor1d([1000]);
      optimizer.update(new Map([[parameter, gradient]]), state, [parameter]);
      await expectClose(parameter.read(), [0]);
      gradient.dispose();
      disposeParameters([parameter, state.slots]);
    }));

  it('if they are chosen', () =>
    run(async () => {
      const [weight, bias] = [parameterOf('weight', [4]), parameterOf('bias', [4])];
      const of = ({ name }: Parameter) => name === 'weight';
      const optimizer = withWeightDecay(still, { decay: 0.5, learningRate: 1, of });
      const state = optimizer.init([weight, bias]);
      const gradient = tf.tensor1d([1]);
      const gradients = new Map([weight, bias].map((parameter) => [parameter, gradient]));
      optimizer.update(gradients, state, [weight, bias]);
      await expectClose(weight.read(), [2]);
      await expectClose(bias.read(), [4]);
      gradient.dispose();
      disposeParameters([weight, bias, state.slots]);
    }));
});

it.each([-0.1, NaN, Infinity])('refuses to let weights decay by %s', (decay) => {
  expect(() => withWeightDecay(still, { decay, learningRate: 1 })).toThrow(
    `withWeightDecay: decay must be a number from 0 up, got ${decay}; 0.01 is usual`,
  );
});
