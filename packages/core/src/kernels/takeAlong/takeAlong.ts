import type { Tensor2D } from '@tensorflow/tfjs-core';
import { defineOp } from '../../op.js';
import { takeOnHost } from './host.js';
import { putAlong } from './putAlong.js';
import { takeWithTensorflow } from './tensorflow.js';
import { takeOnWebGpu } from './webgpu.js';

type Inputs = { x: Tensor2D; indices: Tensor2D };

const takeAlongOp = defineOp<Inputs, Record<string, never>>({
  name: 'OutrageousTakeAlong',
  inputs: ['x', 'indices'],
  reference: ({ x, indices }) => [takeOnHost(x, indices)],
  kernels: {
    tensorflow: ({ x, indices }) => [takeWithTensorflow(x, indices)],
    webgpu: ({ x, indices }) => [takeOnWebGpu(x, indices)],
  },
  gradient: ([dy], { inputs: { x, indices } }) => ({ x: () => putAlong(dy as Tensor2D, indices, x.shape[1]) }),
});

/**
 * Numbers of each row by their column: y_ij = x_i,indices(i,j).
 *
 * @param x float32 [n, m]
 * @param indices int32 [n, k], each in [0, m)
 * @returns [n, k]; gradients flow to x
 * @throws Error when x and indices have different numbers of rows
 * @example
 * ```ts
 * const weight = tf.softmax(takeAlong(logits, topKIndices(logits, k)));
 * ```
 */
export function takeAlong(x: Tensor2D, indices: Tensor2D): Tensor2D {
  if (x.shape[0] !== indices.shape[0]) {
    throw new Error(`takeAlong: x [${x.shape}] and indices [${indices.shape}] need the same number of rows`);
  }
  return takeAlongOp({ x, indices }, {})[0] as Tensor2D;
}
