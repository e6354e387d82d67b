import { tensorflow } from '#tensorflow/kernels/takeAlong';
import type { Tensor2D } from '@tensorflow/tfjs-core';
import { defineOp } from '../../op/op.js';
import { putOnHost, takeOnHost } from './host.js';
import { putOnWebGpu, takeOnWebGpu } from './webgpu.js';

const takeAlongOp = defineOp<{ x: Tensor2D; indices: Tensor2D }, Record<string, never>, [Tensor2D]>({
  name: 'OutrageousTakeAlong',
  inputs: ['x', 'indices'],
  reference: ({ x, indices }) => [takeOnHost(x, indices)],
  kernels: {
    tensorflow: tensorflow.takeAlong,
    webgpu: ({ x, indices }) => [takeOnWebGpu(x, indices)],
  },
  gradient: ([dy], { inputs: { x, indices } }) => ({ x: () => putAlong(dy, indices, x.shape[1]) }),
});

/** The gradient of {@link takeAlong}, and the other way round. */
const putAlongOp = defineOp<{ values: Tensor2D; indices: Tensor2D }, { columns: number }, [Tensor2D]>({
  name: 'OutrageousPutAlong',
  inputs: ['values', 'indices'],
  reference: ({ values, indices }, { columns }) => [putOnHost(values, indices, columns)],
  kernels: {
    tensorflow: tensorflow.putAlong,
    webgpu: ({ values, indices }, { columns }) => [putOnWebGpu(values, indices, columns)],
  },
  gradient: ([dy], { inputs: { indices } }) => ({ values: () => takeAlong(dy, indices) }),
});

/**
 * Numbers of each row by their column: y_ij = x_i,indices(i,j).
 *
 * @param x float32 [n, m]
 * @param indices int32 [n, k], each in [0, m)
 * @returns [n, k]; gradients flow to x
 * @throws Error when x and indices have different numbers of rows
 * @throws Error that names the first column which isn't there; on `webgpu`, what is taken of it is NaN
 * @example
 * ```ts
 * const weight = softmax(takeAlong(logits, topKIndices(logits, k)));
 * ```
 */
export function takeAlong(x: Tensor2D, indices: Tensor2D): Tensor2D {
  if (x.shape[0] !== indices.shape[0]) {
    throw new Error(`takeAlong: x [${x.shape}] and indices [${indices.shape}] need the same number of rows`);
  }
  return takeAlongOp({ x, indices }, {})[0];
}

/** Numbers into the columns of each row, zero elsewhere: y_ij = Σ over s with indices(i,s) = j of x_is. */
function putAlong(values: Tensor2D, indices: Tensor2D, columns: number): Tensor2D {
  return putAlongOp({ values, indices }, { columns })[0];
}
