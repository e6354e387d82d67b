import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { defineOp } from './op.js';
import { expectClose, expectGradients } from '../testing/index.js';

type Inputs = { x: tf.Tensor; index: tf.Tensor };

const sumAndProduct = defineOp<{ a: tf.Tensor; b: tf.Tensor }, Record<string, never>, [tf.Tensor, tf.Tensor]>({
  name: 'TestSumAndProduct',
  inputs: ['a', 'b'],
  outputs: 2,
  reference: ({ a, b }) => [tf.add(a, b), tf.mul(a, b)],
  gradient: ([dSum, dProduct], { inputs: { a, b } }) => ({
    a: () => tf.add(dSum, tf.mul(dProduct, b)),
    b: () => tf.add(dSum, tf.mul(dProduct, a)),
  }),
});

it('differentiates several outputs', async () => {
  const [a, b] = [tf.tensor1d([1, 2]), tf.tensor1d([3, -4])];
  const loss = (x: tf.Tensor1D, y: tf.Tensor1D) => {
    const [sum, product] = sumAndProduct({ a: x, b: y }, {});
    return tf.sum<tf.Scalar>(tf.mul(tf.square(sum), product));
  };
  await expectGradients(loss, [a, b] as const);
  tf.dispose([a, b]);
});

describe('an op with outputs for its gradient alone', () => {
  const exponential = defineOp<{ x: tf.Tensor }, Record<string, never>, [tf.Tensor, tf.Tensor], [tf.Tensor]>({
    name: 'TestWithKeptOutput',
    inputs: ['x'],
    outputs: 2,
    given: 1,
    reference: ({ x }) => [tf.exp(x), tf.add(tf.exp(x), 0)],
    gradient: ([dy], { outputs: [, kept] }) => ({ x: () => tf.mul(dy, kept) }),
  });

  it('keeps them from the caller and leaves none behind', () => {
    const x = tf.scalar(1);
    const before = tf.memory().numTensors;
    const outputs = exponential({ x }, {});
    expect(outputs).toHaveLength(1);
    expect(tf.memory().numTensors).toBe(before + 1);
    tf.dispose([x, ...outputs]);
  });

  it('hands them to the gradient', async () => {
    const x = tf.tensor1d([-1, 0.5, 2]);
    await expectGradients((y: tf.Tensor1D) => tf.sum<tf.Scalar>(tf.square(exponential({ x: y }, {})[0])), [x] as const);
    tf.dispose(x);
  });
});

it('takes the kernel of the backend, where it has one', async () => {
  const op = defineOp<{ x: tf.Tensor }, { amount: number }>({
    name: 'TestKernelOfBackend',
    inputs: ['x'],
    reference: () => [tf.scalar(-1)],
    kernels: { [tf.getBackend()]: ({ x }, { amount }) => [tf.add(x, amount)] },
  });
  const x = tf.scalar(1);
  const [y] = op({ x }, { amount: 2 });
  await expectClose(y, 3);
  tf.dispose([x, y]);
});

it('takes the gradient of the backend, where it has one', async () => {
  const op = defineOp<{ x: tf.Tensor }, Record<string, never>>({
    name: 'TestGradientOfBackend',
    inputs: ['x'],
    reference: ({ x }) => [tf.mul(x, x)],
    gradient: () => ({ x: () => tf.scalar(-1) }),
    gradientKernels: { [tf.getBackend()]: ([dy], { inputs: { x } }) => ({ x: () => tf.mul(dy, tf.mul(2, x)) }) },
  });
  const x = tf.scalar(3);
  const dx = tf.grad((y: tf.Tensor) => op({ x: y }, {})[0])(x);
  await expectClose(dx, 6);
  tf.dispose([x, dx]);
});

it('gives inputs without a gradient zeros', async () => {
  const op = defineOp<Inputs, Record<string, never>>({
    name: 'TestWithoutGradient',
    inputs: ['x', 'index'],
    reference: ({ x, index }) => [tf.mul(x, index)],
    gradient: ([dy], { inputs: { index } }) => ({ x: () => tf.mul(dy, index) }),
  });
  const x = tf.tensor1d([2, 3]);
  const dx = tf.tidy(() => tf.grad((y: tf.Tensor) => op({ x: y, index: tf.square(y) }, {})[0])(x));
  await expectClose(dx, [4, 9]);
  tf.dispose([x, dx]);
});

it('frees what the reference leaves', () => {
  const op = defineOp<{ x: tf.Tensor }, Record<string, never>>({
    name: 'TestFrees',
    inputs: ['x'],
    reference: ({ x }) => [tf.add(tf.square(x), tf.sqrt(x))],
  });
  const x = tf.scalar(4);
  const before = tf.memory().numTensors;
  const [y] = op({ x }, {});
  expect(tf.memory().numTensors).toBe(before + 1);
  tf.dispose([x, y]);
});
