import { disposeParameters, leaves, type Parameter, type StorageOptions, variableParameter } from '@outrageous/core';
import { expectClose } from '@outrageous/core/testing';
import * as tf from '@tensorflow/tfjs-core';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { adam } from './adam/adam.js';
import { clipByGlobalNorm } from './clipByGlobalNorm.js';
import { factoredAdam } from './factoredAdam/factoredAdam.js';
import { sgd } from './sgd/sgd.js';
import { withOwnSteps } from './withOwnSteps.js';

const parameterOf = (name: string, value: tf.Tensor, options: Partial<StorageOptions> = {}): Parameter =>
  variableParameter(name, { shape: value.shape, perExpert: false, ...options }, value);

describe('withOwnSteps', () => {
  let bias: Parameter;
  let weight: Parameter;

  beforeEach(() => {
    bias = parameterOf('gate/bias', tf.tensor1d([0, 1, -1]), { ownStep: true });
    weight = parameterOf('weight', tf.tensor1d([1, 2]));
  });

  afterEach(() => disposeParameters([bias, weight]));

  it('takes own steps as they are, and has the rest clipped and moved as if there were no others', async () => {
    const clipping = () => clipByGlobalNorm(1, adam({ learningRate: 0.25 }));
    const alone = parameterOf('weight', tf.tensor1d([1, 2]));
    const [optimizer, reference] = [withOwnSteps(clipping()), clipping()];
    const [state, referenceState] = [optimizer.init([bias, weight]), reference.init([alone])];
    const [step, gradient] = [tf.tensor1d([0.001, -0.001, 500]), tf.tensor1d([3, -4])];
    for (const times of [1, 2]) {
      optimizer.update(new Map([[bias, step] as const, [weight, gradient] as const]), state, [bias, weight]);
      reference.update(new Map([[alone, gradient]]), referenceState, [alone]);
      expect(state.step).toBe(times);
      await expectClose(bias.read(), [-0.001 * times, 1 + 0.001 * times, -1 - 500 * times], 1e-7);
      await expectClose(weight.read(), alone.read(), 0);
    }
    tf.dispose([step, gradient]);
    disposeParameters([alone, state.slots, referenceState.slots]);
  });

  it('remembers nothing for own steps, and all else as before', () => {
    const wrapped = withOwnSteps(adam({ learningRate: 0.25 })).init([bias, weight]);
    const before = adam({ learningRate: 0.25 }).init([weight]);
    const namesOf = ({ slots }: typeof before) => leaves(slots).map(({ name }) => name);
    expect(namesOf(wrapped)).toEqual(namesOf(before));
    disposeParameters([wrapped.slots, before.slots]);
  });

  it('steps in the rows of a table that a gradient names', async () => {
    const table = parameterOf('table', tf.tensor2d([1, 2, 3], [3, 1]), { table: true, ownStep: true });
    const optimizer = withOwnSteps(sgd({ learningRate: 9 }));
    const rows = tf.tensor1d([2, -1], 'int32');
    const values = tf.tensor2d([0.5, NaN], [2, 1]);
    optimizer.update(new Map([[table, { kind: 'rows', rows, values } as const]]), optimizer.init([table]), [table]);
    await expectClose(table.read(), [1, 2, 2.5]);
    tf.dispose([rows, values]);
    table.dispose();
  });

  it.each([
    ['adam', adam({ learningRate: 1 })],
    ['sgd', sgd({ learningRate: 1 })],
    ['factoredAdam', factoredAdam({ learningRate: 1 })],
  ])('is what %s asks for where a gradient is an own step', (_, optimizer) => {
    expect(() => optimizer.init([weight, bias])).toThrow(
      'optimizer: the gradient of gate/bias is its own step, which no optimizer may change; ' +
        'wrap what clips and moves the rest: withOwnSteps(clipByGlobalNorm(1, adam(…)))',
    );
  });
});
