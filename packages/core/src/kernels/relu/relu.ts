import { tensorflow } from '#tensorflow/kernels/relu';
import * as tf from '@tensorflow/tfjs-core';
import { defineElementwise } from '../../op/elementwise.js';
import { defineOp, type OpFunction } from '../../op/op.js';

const reluOp = defineElementwise<Record<string, never>>({
  name: 'OutrageousRelu',
  reference: ({ x }) => [tf.relu(x)],
  gradient: ([dy], { outputs: [y] }) => ({ x: () => reluGradient(dy, y) }),
});

const reluGradientOp: OpFunction<{ dy: tf.Tensor; y: tf.Tensor }, Record<string, never>> = defineOp({
  name: 'OutrageousReluGradient',
  inputs: ['dy', 'y'],
  reference: ({ dy, y }) => [tf.mul(dy, tf.step(y))],
  kernels: { tensorflow: tensorflow.reluGradient },
});

/**
 * max(0, x), float32 of any shape; zero has the gradient zero.
 *
 * TensorFlow makes its gradient in one pass, while that of `tf.relu` makes a mask first.
 *
 * @example
 * ```ts
 * const y = relu(tf.tensor1d([-1, 2])); // [0, 2]
 * ```
 */
export function relu<Rank extends tf.Rank>(x: tf.Tensor<Rank>): tf.Tensor<Rank> {
  return reluOp(x, {});
}

/** dy where y = max(0, x) is positive, else 0. */
export function reluGradient(dy: tf.Tensor, y: tf.Tensor): tf.Tensor {
  return reluGradientOp({ dy, y }, {})[0];
}
