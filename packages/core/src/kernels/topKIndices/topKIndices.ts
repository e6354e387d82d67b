import { tensorflow } from '#tensorflow/kernels/topKIndices';
import type * as tf from '@tensorflow/tfjs-core';
import { defineOp } from '../../op/op.js';
import { topKOnHost } from './host.js';
import { topKIndicesOnWebGpu } from './webgpu.js';

const topKIndicesOp = defineOp<{ x: tf.Tensor2D }, { k: number }, [tf.Tensor2D]>({
  name: 'OutrageousTopKIndices',
  inputs: ['x'],
  reference: ({ x }, { k }) => [topKOnHost(x, k)],
  kernels: { tensorflow: tensorflow.topKIndices, webgpu: ({ x }, { k }) => [topKIndicesOnWebGpu(x, k)] },
  gradient: () => ({}),
});

/**
 * Where the k largest numbers of each row are, the largest first; of equal ones the lowest index. NaN counts as −∞, so
 * each index is given once.
 *
 * Indices are not differentiable: the gradient is zero. Take the values with {@link takeAlong}.
 *
 * @param x float32 [n, m]
 * @param k from 1 to m
 * @returns int32 [n, k]
 * @throws RangeError when k is not in [1, m]
 * @example
 * ```ts
 * const chosen = topKIndices(logits, 4);
 * const kept = takeAlong(logits, chosen);
 * ```
 */
export function topKIndices(x: tf.Tensor2D, k: number): tf.Tensor2D {
  if (!(Number.isInteger(k) && k >= 1 && k <= x.shape[1])) {
    throw new RangeError(`topKIndices: k must be an integer from 1 to ${x.shape[1]}, the width of x, got ${k}`);
  }
  return topKIndicesOp({ x }, { k })[0];
}
