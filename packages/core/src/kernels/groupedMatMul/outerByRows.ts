import { tensorflow } from '#tensorflow/kernels/groupedMatMul';
import type * as tf from '@tensorflow/tfjs-core';
import type { RowGradient } from '../../gradients/rowGradient.js';
import { defineOp } from '../../op/op.js';
import { outerProducts } from './host.js';
import { outerOnWebGpu } from './outerWebgpu.js';
import { presentOnWebGpu } from './presentWebgpu.js';

type Inputs = { left: tf.Tensor2D; right: tf.Tensor2D; offsets: tf.Tensor1D };

/**
 * One matrix per group that has rows: Y_g = Σ over the rows i of group g of l_iᵀ · r_i.
 * The first output says which groups they are, −1 where an entry is empty.
 */
const outerByRowsOp = defineOp<Inputs, Record<string, never>, [groups: tf.Tensor1D, products: tf.Tensor]>({
  name: 'OutrageousOuterByRows',
  inputs: ['left', 'right', 'offsets'],
  outputs: 2,
  reference: ({ left, right, offsets }) => outerProducts(left, right, offsets),
  kernels: {
    tensorflow: tensorflow.outerByRows,
    webgpu: ({ left, right, offsets }) => [presentOnWebGpu(offsets), outerOnWebGpu(left, right, offsets)],
  },
});

/** The gradient of a grouped matrix product's weights, by the groups that have rows. */
export function outerByRows(left: tf.Tensor2D, right: tf.Tensor2D, offsets: tf.Tensor1D): RowGradient {
  const [rows, values] = outerByRowsOp({ left, right, offsets }, {});
  return { kind: 'rows', rows, values };
}
