import type { Tensor2D } from '@tensorflow/tfjs-core';
import { defineOp } from '../../op.js';
import { putOnHost } from './host.js';
import { takeAlong } from './takeAlong.js';
import { putWithTensorflow } from './tensorflow.js';
import { putOnWebGpu } from './webgpu.js';

type Inputs = { values: Tensor2D; indices: Tensor2D };

const putAlongOp = defineOp<Inputs, { columns: number }>({
  name: 'OutrageousPutAlong',
  inputs: ['values', 'indices'],
  reference: ({ values, indices }, { columns }) => [putOnHost(values, indices, columns)],
  kernels: {
    tensorflow: ({ values, indices }, { columns }) => [putWithTensorflow(values, indices, columns)],
    webgpu: ({ values, indices }, { columns }) => [putOnWebGpu(values, indices, columns)],
  },
  gradient: ([dy], { inputs: { indices } }) => ({ values: () => takeAlong(dy as Tensor2D, indices) }),
});

/** Numbers into the columns of each row, zero elsewhere: y_ij = Σ over s with indices(i,s) = j of x_is. */
export function putAlong(values: Tensor2D, indices: Tensor2D, columns: number): Tensor2D {
  return putAlongOp({ values, indices }, { columns })[0] as Tensor2D;
}
