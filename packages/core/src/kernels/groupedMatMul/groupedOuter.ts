import * as tf from '@tensorflow/tfjs-core';
import { defineOp } from '../../op.js';
import { outerProducts } from './host.js';
import { outerOnWebGpu } from './outerWebgpu.js';

/**
 * One matrix per group: Y_g = Σ over the rows i of group g of l_iᵀ · r_i, zero for
 * groups without rows. It is the gradient of a grouped matrix product's weights.
 */
export const groupedOuterOp = defineOp<
  { left: tf.Tensor2D; right: tf.Tensor2D; offsets: tf.Tensor1D },
  Record<string, never>
>({
  name: 'OutrageousGroupedOuter',
  inputs: ['left', 'right', 'offsets'],
  reference: ({ left, right, offsets }) => [outerProducts(left, right, offsets)],
  kernels: { webgpu: ({ left, right, offsets }) => [outerOnWebGpu(left, right, offsets)] },
});
