import * as tf from '@tensorflow/tfjs-core';
import { disposeParameters, variableParameter } from '@outrageous/core';
import { expectClose } from '@outrageous/core/testing';
import { sgd } from '@outrageous/trainer';
import { it } from 'vitest';
import { clippedOptimizer } from './clippedOptimizer.js';
import { alone } from './team.js';

it('moves what takes its own steps by these, and clips all else', async () => {
  const bias = variableParameter('bias', { shape: [2], perExpert: false, ownStep: true }, tf.zeros([2]));
  const weight = variableParameter('weight', { shape: [2], perExpert: false }, tf.zeros([2]));
  const [step, gradient] = [tf.tensor1d([0.001, -3]), tf.tensor1d([6, 8])];
  const optimizer = clippedOptimizer(sgd({ learningRate: 0.5 }), 1, alone());
  const state = optimizer.init([bias, weight]);
  optimizer.update(new Map([[bias, step] as const, [weight, gradient] as const]), state, [bias, weight]);
  await expectClose(bias.read(), [-0.001, 3], 1e-7);
  await expectClose(weight.read(), [-0.3, -0.4], 1e-6);
  tf.dispose([step, gradient]);
  disposeParameters([bias, weight, state.slots]);
});
