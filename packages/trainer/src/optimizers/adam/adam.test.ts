import { disposeParameters, leaves, variableParameter } from '@outrageous/core';
import { expectClose, opPaths } from '@outrageous/core/testing';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { runSteps, rowGradients } from '../../../fixtures/runSteps.js';
import { adam } from './adam.js';

const optimizer = adam({ learningRate: 0.01 });

describe.each(opPaths('trainer'))('adam with $path', ({ run }) => {
  it('changes the rows that a gradient names, and their moments alone', () =>
    run(async () => {
      const shape = [4, 2];
      const untouched = await runSteps({ optimizer, shape, gradients: [] });
      const { parameter, slots } = await runSteps({ optimizer, shape, gradients: rowGradients(shape, [2, -1]) });
      const changed = (before: Float32Array, after: Float32Array) =>
        [...after.keys()].filter((i) => after[i] !== before[i]);
      expect(changed(untouched.parameter, parameter)).toEqual([4, 5]);
      expect(slots.map((slot, i) => changed(untouched.slots[i], slot))).toEqual([
        [4, 5],
        [4, 5],
      ]);
    }));

  it('changes nothing without a gradient, but counts the step', () =>
    run(async () => {
      const parameter = variableParameter('weight', { shape: [2], perExpert: false }, tf.tensor1d([1, 2]));
      const state = optimizer.init([parameter]);
      optimizer.update(new Map(), state, [parameter]);
      expect(state.step).toBe(1);
      await expectClose(parameter.read(), [1, 2]);
      for (const slot of leaves(state.slots)) await expectClose(slot.read(), [0, 0]);
      disposeParameters([parameter, state.slots]);
    }));

  it('lets NaN through to where it came from, and no further', () =>
    run(async () => {
      const { parameter } = await runSteps({ optimizer, shape: [3], gradients: [() => tf.tensor1d([1, NaN, 1])] });
      expect([...parameter].map(Number.isNaN)).toEqual([false, true, false]);
    }));
});

it('says that it has never seen a parameter', () => {
  const parameter = variableParameter('weight', { shape: [1], perExpert: false }, tf.tensor1d([1]));
  const gradient = tf.tensor1d([1]);
  expect(() => optimizer.update(new Map([[parameter, gradient]]), optimizer.init([]), [parameter])).toThrow(
    'optimizer: no slots for weight; init must have seen every parameter that update sees',
  );
  gradient.dispose();
  parameter.dispose();
});
