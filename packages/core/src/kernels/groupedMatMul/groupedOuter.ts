import { tensorflow } from '#tensorflow/kernels/groupedMatMul';
import type * as tf from '@tensorflow/tfjs-core';
import { defineOp } from '../../op/op.js';
import { inAllGroups } from './allGroups.js';
import { outerProducts } from './host.js';
import { outerOnWebGpu } from './outerWebgpu.js';

const groupedOuterOp = defineOp<{ left: tf.Tensor2D; right: tf.Tensor2D; offsets: tf.Tensor1D }, Record<string, never>>(
  {
    name: 'OutrageousGroupedOuter',
    inputs: ['left', 'right', 'offsets'],
    reference: (factors) => [inAllGroups(factors, outerProducts)],
    kernels: {
      tensorflow: tensorflow.groupedOuter,
      webgpu: ({ left, right, offsets }) => [outerOnWebGpu(left, right, offsets)],
    },
  },
);

/** One matrix per group: Y_g = Σ over the rows i of group g of l_iᵀ · r_i, zero for groups without rows. */
export function groupedOuter(left: tf.Tensor2D, right: tf.Tensor2D, offsets: tf.Tensor1D): tf.Tensor {
  return groupedOuterOp({ left, right, offsets }, {})[0];
}
