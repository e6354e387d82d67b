import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { variableParameter } from '../initialize.js';
import { nativeOps } from './runNative.js';
import { inOwnMemory } from './ownMemory.js';
import type { Parameter } from '../parameter.js';
import { expectClose } from '../testing/index.js';

const parameterOf = (value: tf.Tensor): Parameter =>
  variableParameter('weight', { shape: value.shape, perExpert: false }, value);

describe.runIf(nativeOps('core'))('inOwnMemory', () => {
  it('copies a value once', async () => {
    const parameter = parameterOf(tf.tensor1d([1, NaN, -0]));
    const { dataId: first } = parameter.read();
    const { dataId: second } = inOwnMemory(parameter);
    expect(second).not.toBe(first);
    expect(inOwnMemory(parameter).dataId).toBe(second);
    expect([...(await parameter.read().data())]).toEqual([1, NaN, -0]);
    parameter.dispose();
  });

  it('copies as many numbers as there are', async () => {
    const parameter = parameterOf(tf.range(0, 1_000_001));
    const numbers = await inOwnMemory(parameter).data();
    expect(numbers.every((number, i) => number === i)).toBe(true);
    parameter.dispose();
  });

  it('copies what is assigned later', () => {
    const parameter = parameterOf(tf.tensor1d([1]));
    inOwnMemory(parameter);
    parameter.assign(tf.tensor1d([2]));
    const { dataId } = parameter.read();
    expect(inOwnMemory(parameter).dataId).not.toBe(dataId);
    parameter.dispose();
  });

  it('leaves what a clone holds to the clone', async () => {
    const parameter = parameterOf(tf.tensor1d([1]));
    inOwnMemory(parameter);
    const clone = tf.clone(parameter.read());
    expect(inOwnMemory(parameter).dataId).not.toBe(clone.dataId);
    const { dataId } = inOwnMemory(parameter);
    clone.dispose();
    expect(inOwnMemory(parameter).dataId).toBe(dataId);
    await expectClose(parameter.read(), [1]);
    parameter.dispose();
  });

  it('parts two parameters that were given the same value', () => {
    const value = tf.tensor1d([1]);
    const parameters = [parameterOf(tf.clone(value)), parameterOf(value)];
    const [one, other] = parameters.map((parameter) => inOwnMemory(parameter).dataId);
    expect(one).not.toBe(other);
    for (const parameter of parameters) parameter.dispose();
  });

  it('leaks nothing', () => {
    const parameter = parameterOf(tf.tensor1d([1]));
    const before = tf.memory().numTensors;
    inOwnMemory(parameter);
    expect(tf.memory().numTensors).toBe(before);
    parameter.dispose();
  });
});
