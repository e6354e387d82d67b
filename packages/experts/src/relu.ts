import * as tf from '@tensorflow/tfjs-core';
import { defineOp, rawOps, typeAttribute } from '@outrageous/core';

const reluOp = defineOp<{ x: tf.Tensor2D }, Record<string, never>>({
  name: 'OutrageousRelu',
  inputs: ['x'],
  reference: ({ x }) => [tf.relu(x)],
  gradient: ([dy], { outputs: [y] }) => ({ x: () => reluGradientOp({ dy, y }, {})[0] }),
});

/** dy where y > 0: TensorFlow does it in one pass; the gradient of `tf.relu` makes a mask first. */
const reluGradientOp = defineOp<{ dy: tf.Tensor; y: tf.Tensor }, Record<string, never>>({
  name: 'OutrageousReluGradient',
  inputs: ['dy', 'y'],
  reference: ({ dy, y }) => [tf.mul(dy, tf.step(y))],
  kernels: { tensorflow: ({ dy, y }) => rawOps('ReluGrad', [typeAttribute('T', 'float32')], [dy, y], 1) },
});

/** max(0, x), float32 [rows, width]. */
export function relu(x: tf.Tensor2D): tf.Tensor2D {
  return reluOp({ x }, {})[0] as tf.Tensor2D;
}
