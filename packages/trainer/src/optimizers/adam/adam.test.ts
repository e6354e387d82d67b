import { denseGradient, disposeParameters, gradientTensors, leaves, variableParameter } from '@outrageous/core';
import type { Gradient, Optimizer } from '@outrageous/core';
import { expectClose, opPaths } from '@outrageous/core/testing';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { runSteps, rowGradients } from '../../../fixtures/runSteps.js';
import { factoredAdam } from '../factoredAdam/factoredAdam.js';
import { sgd } from '../sgd/sgd.js';
import { adam } from './adam.js';

const optimizer = adam({ learningRate: 0.01 });

/** The same optimizer, which has done some steps already. */
function startingAt(step: number, { init, ...rest }: Optimizer): Optimizer {
  return { ...rest, init: (parameters) => ({ ...init(parameters), step }) };
}

/** Zero in the rows that a gradient doesn't name; frees it. */
function asWhole(gradient: Gradient, shape: readonly number[]): tf.Tensor {
  const whole = denseGradient(gradient, shape);
  tf.dispose(gradientTensors(gradient));
  return whole;
}

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

  it('gives a table by rows what it gives by whole gradients that are zero elsewhere', () =>
    run(async () => {
      const shape = [3, 2];
      const steps = [[0, 1], [0], [], [2], [0, 2], [0], [0], [0, 1], [0, 1, 2]];
      const byRows = rowGradients(shape, ...steps);
      const whole = byRows.map((make) => () => tf.tidy(() => asWhole(make(), shape)));
      // Late enough that the corrections of the beginning no longer change.
      const late = { optimizer: startingAt(5000, optimizer), shape, table: true };
      const [got, wanted] = [
        await runSteps({ ...late, gradients: byRows }),
        await runSteps({ ...late, gradients: whole }),
      ];
      const tensor = tf.tensor1d(got.parameter);
      await expectClose(tensor, wanted.parameter, 1e-5);
      tensor.dispose();
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

  it.each([
    ['Adam', [3], optimizer],
    ['factored Adam of matrices', [2, 2], factoredAdam({ learningRate: 0.01 })],
    ['factored Adam of vectors', [3], factoredAdam({ learningRate: 0.01 })],
  ])('moves by the rate whatever the size of gradients is: %s', (_what, shape, one) =>
    run(async () => {
      const ofSize = async (size: number) => {
        const gradients = [1, 2, 3].map(() => () => tf.fill(shape, size));
        return (await runSteps({ optimizer: one, shape, gradients })).parameter;
      };
      const moved = tf.tensor1d(await ofSize(1));
      for (const size of [1e10, 1e20, 3e38]) await expectClose(moved, await ofSize(size), 1e-6);
      expect((await ofSize(-Infinity)).some(Number.isFinite)).toBe(false);
      moved.dispose();
    }),
  );

  it('lets NaN through to where it came from, and no further', () =>
    run(async () => {
      const { parameter } = await runSteps({ optimizer, shape: [3], gradients: [() => tf.tensor1d([1, NaN, 1])] });
      expect([...parameter].map(Number.isNaN)).toEqual([false, true, false]);
    }));
});

it('says that a state is that of another optimizer', () => {
  const parameter = variableParameter('weight', { shape: [1], perExpert: false }, tf.tensor1d([1]));
  const gradient = tf.tensor1d([1]);
  const state = sgd({ learningRate: 1, momentum: 0.9 }).init([parameter]);
  expect(() => optimizer.update(new Map([[parameter, gradient]]), state, [parameter])).toThrow(
    'optimizer: weight has the slots [momentum], needs [firstMoment, secondMoment]; ' +
      'the state is that of another optimizer: go on with the one whose init made it',
  );
  gradient.dispose();
  disposeParameters([parameter, state.slots]);
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
