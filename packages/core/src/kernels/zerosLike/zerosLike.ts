import * as tf from '@tensorflow/tfjs-core';
import { defineElementwise } from '../../op/elementwise.js';
import { clearTensor, emptyTensor } from '../../webgpu/backend.js';

/** float32 zeros of a tensor's shape, which on WebGPU may be larger than what a shader sees at once. */
export const zerosLikeOp = defineElementwise<Record<string, never>>({
  name: 'OutrageousZerosLike',
  reference: ({ x }) => [tf.zerosLike(x)],
  kernels: { webgpu: ({ x }) => [zerosOnWebGpu(x.shape)] },
});

function zerosOnWebGpu(shape: readonly number[]): tf.Tensor {
  const zeros = emptyTensor(shape);
  if (zeros.size > 0) clearTensor(zeros);
  return zeros;
}
