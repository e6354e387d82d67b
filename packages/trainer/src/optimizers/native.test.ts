import {
  disposeParameters,
  gatherRows,
  initialize,
  key,
  leaves,
  nativeOps,
  ones,
  parameterSpec,
  rowsOf,
  runNative,
  valueAndGradients,
  variableParameter,
} from '@outrageous/core';
import type { Optimizer, Parameter } from '@outrageous/core';
import { expectClose } from '@outrageous/core/testing';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { nativeAgreesWithPlain, normalGradients, rowGradients } from '../../fixtures/runSteps.js';
import { adam } from './adam/adam.js';
import { clipByGlobalNorm } from './clipByGlobalNorm.js';
import { factoredAdam } from './factoredAdam/factoredAdam.js';
import { sgd } from './sgd/sgd.js';

const optimizers: [string, Optimizer][] = [
  ['Adam', adam({ learningRate: 0.01 })],
  ['gradient descent', sgd({ learningRate: 0.01 })],
  ['momentum', sgd({ learningRate: 0.01, momentum: 0.9 })],
  ['factored Adam', factoredAdam({ learningRate: 0.01 })],
  ['clipped Adam', clipByGlobalNorm(1, adam({ learningRate: 0.01 }))],
];

describe.runIf(nativeOps('trainer')).each(optimizers)('%s in place', (_name, optimizer) => {
  it.each([[[]], [[1]], [[7]], [[3, 5]], [[2, 33, 17]], [[0]], [[5, 201, 130]], [[1_050_001]]])(
    'agrees with plain ops on the shape %j',
    (shape) => nativeAgreesWithPlain({ optimizer, shape, gradients: normalGradients(shape, 2) }),
  );

  it.each([[[6]], [[6, 5]], [[6, 70, 33]], [[6, 300, 200]]])(
    'agrees with plain ops on rows of the shape %j',
    (shape) => {
      const gradients = rowGradients(shape, [4, 0], [-1, 5, 4, -1], [], [2]);
      return nativeAgreesWithPlain({ optimizer, shape, perExpert: true, gradients });
    },
  );
});

describe('a parameter that is updated', () => {
  const parameterOf = (value: tf.Tensor): Parameter =>
    variableParameter('weight', { shape: value.shape, perExpert: false }, value);

  function update(parameter: Parameter, gradient: tf.Tensor): void {
    const optimizer = sgd({ learningRate: 1 });
    const state = optimizer.init([parameter]);
    optimizer.update(new Map([[parameter, gradient]]), state, [parameter]);
  }

  it('leaves the JavaScript array that it came from as it is', async () => {
    const array = Float32Array.of(1, 2);
    const [parameter, gradient] = [parameterOf(tf.tensor1d(array)), tf.tensor1d([1, 1])];
    update(parameter, gradient);
    await expectClose(parameter.read(), [0, 1]);
    expect(array).toEqual(Float32Array.of(1, 2));
    tf.dispose(gradient);
    parameter.dispose();
  });

  it('leaves other tensors of the same value as they are', async () => {
    const whole = tf.tensor2d([1, 2, 3, 4], [2, 2]);
    const gradient = tf.tensor1d([1, 1]);
    const row = parameterOf(tf.tidy(() => tf.reshape(tf.slice(whole, [1, 0], [1, 2]), [2])));
    const [one, other] = [parameterOf(tf.clone(gradient)), parameterOf(tf.clone(gradient))];
    for (const parameter of [row, one]) update(parameter, gradient);
    await expectClose(row.read(), [2, 3]);
    await expectClose(one.read(), [0, 0]);
    await expectClose(other.read(), [1, 1]);
    await expectClose(gradient, [1, 1]);
    await expectClose(whole, [1, 2, 3, 4]);
    tf.dispose([whole, gradient]);
    disposeParameters([row, one, other]);
  });

  it('leaves a clone of it as it is', async () => {
    const [parameter, gradient] = [parameterOf(tf.tensor1d([1, 2])), tf.tensor1d([1, 1])];
    update(parameter, gradient);
    const before = tf.clone(parameter.read());
    update(parameter, gradient);
    await expectClose(before, [0, 1]);
    await expectClose(parameter.read(), [-1, 0]);
    tf.dispose([before, gradient]);
    parameter.dispose();
  });

  it.runIf(nativeOps('trainer'))('keeps its memory from step to step', () => {
    const parameters = initialize(
      { table: parameterSpec([3, 2], ones, { table: true }), weight: parameterSpec([2, 2], ones) },
      key(0),
    );
    const words = tf.tensor1d([2, 0, 2], 'int32');
    const optimizer = clipByGlobalNorm(1, adam({ learningRate: 0.1 }));
    const state = optimizer.init(leaves(parameters));
    const memory = () => [...leaves(parameters), ...leaves(state.slots)].map(({ read }) => read().dataId);
    const step = () =>
      tf.tidy(() => {
        const rows = () => gatherRows(rowsOf(parameters.table), words);
        const loss = () => tf.sum<tf.Scalar>(tf.square(tf.matMul(rows(), parameters.weight.read())));
        const { gradients } = valueAndGradients(() => ({ loss: loss(), extra: [] }), leaves(parameters));
        optimizer.update(gradients, state, leaves(parameters));
      });
    step();
    const before = memory();
    step();
    memory().forEach((dataId, i) => expect(dataId).toBe(before[i]));
    words.dispose();
    disposeParameters([parameters, state.slots]);
  });

  it('may be its own gradient', async () => {
    const parameter = parameterOf(tf.tensor1d([1, 2]));
    update(parameter, parameter.read());
    update(parameter, parameter.read());
    await expectClose(parameter.read(), [0, 0]);
    parameter.dispose();
  });
});

describe.runIf(nativeOps('trainer'))('native ops say what does not fit', () => {
  const floats = (...shape: number[]) => tf.ones(shape);
  const rows = (...numbers: number[]) => tf.tensor1d(numbers, 'int32');

  it.each([
    [
      'OutrageousAdam',
      () => [floats(2), floats(2), floats(2), floats(3), floats(7), floats()],
      'the gradient has the shape [3], the parameter [2]',
    ],
    [
      'OutrageousAdam',
      () => [floats(2), floats(2), floats(1), floats(2), floats(7), floats()],
      'the second moment has the shape [1], the parameter [2]',
    ],
    [
      'OutrageousAdam',
      () => [floats(2), floats(2), floats(2), floats(2), floats(6), floats()],
      'Adam needs 7 numbers and one scale',
    ],
    [
      'OutrageousSgdRows',
      () => [floats(2, 3), rows(0, 2), floats(2, 3), floats(2), floats()],
      'row 2 is not in a parameter of shape [2,3]',
    ],
    [
      'OutrageousMomentumRows',
      () => [floats(2, 3), floats(2, 3), rows(0), floats(2, 3), floats(2), floats()],
      'the gradient of 1 rows has the shape [2,3], the parameter [2,3]',
    ],
    [
      'OutrageousFactoredAdam',
      () => [floats(2, 3), floats(3), floats(3), floats(2, 3), floats(5), floats()],
      'factored Adam has averages [3] and [3] for the parameter [2,3]',
    ],
    ['OutrageousSgd', () => [floats(2), rows(1, 2), floats(2), floats()], 'float'],
  ])('%s', (name, inputs, message) => {
    expect(() => tf.tidy(() => runNative(name, inputs(), 0))).toThrow(message);
  });
});
