import * as tf from '@tensorflow/tfjs-core';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { valueAndGradients } from './gradients.js';
import { variableParameter } from '../initialize.js';
import type { Parameter } from '../parameter.js';
import { expectClose } from '../testing/index.js';

let weight: Parameter;
let unused: Parameter;

beforeEach(() => {
  weight = variableParameter('weight', { shape: [2], perExpert: false }, tf.tensor1d([3, 4]));
  unused = variableParameter('unused', { shape: [1], perExpert: false }, tf.tensor1d([1]));
});

afterEach(() => {
  weight.dispose();
  unused.dispose();
});

function squares() {
  const squared = tf.square(weight.read());
  return { loss: tf.sum<tf.Scalar>(squared), extra: { squared, text: 'kept', list: [tf.add(squared, 1)] } };
}

describe('the value and the gradients of a loss', () => {
  it('come with what was computed on the way', async () => {
    const { value, gradients, extra } = valueAndGradients(squares, [weight, unused]);
    await expectClose(value, 25);
    expect([...gradients.keys()]).toEqual([weight]);
    await expectClose(gradients.get(weight) as tf.Tensor, [6, 8]);
    await expectClose(extra.squared, [9, 16]);
    await expectClose(extra.list[0], [10, 17]);
    expect(extra.text).toBe('kept');
    tf.dispose([value, ...gradients.values(), extra]);
  });

  it('belong to the tidy around them', () => {
    const before = tf.memory().numTensors;
    tf.tidy(() => void valueAndGradients(squares, [weight]));
    expect(tf.memory().numTensors).toBe(before);
  });

  it('leave tensors from outside alone', async () => {
    const outside = tf.tensor1d([1, 2]);
    tf.tidy(() => void valueAndGradients(() => ({ ...squares(), extra: outside }), [weight]));
    await expectClose(outside, [1, 2]);
    outside.dispose();
  });
});

describe('a loss that cannot be differentiated', () => {
  it('leaves nothing behind when it throws', () => {
    const before = tf.memory().numTensors;
    const failing = () => {
      squares();
      throw new Error('the loss is not a number');
    };
    expect(() => valueAndGradients(failing, [weight])).toThrow('the loss is not a number');
    expect(tf.memory().numTensors).toBe(before);
  });

  it('says that no parameter was reached', () => {
    const before = tf.memory().numTensors;
    const constant = () => ({ loss: tf.scalar(1), extra: tf.scalar(2) });
    expect(() => tf.tidy(() => void valueAndGradients(constant, [weight, unused]))).toThrow(
      'valueAndGradients: the loss depends on none of the 2 parameters (weight,unused…)',
    );
    expect(tf.memory().numTensors).toBe(before);
  });
});
