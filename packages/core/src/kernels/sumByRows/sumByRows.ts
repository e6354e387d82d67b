import { tensorflow } from '#tensorflow/kernels/sumByRows';
import * as tf from '@tensorflow/tfjs-core';
import { defineOp } from '../../op/op.js';
import type { RowGradient } from '../../gradients/rowGradient.js';
import { sumUnique, type Unique } from './sumUnique.js';
import { sumByRowsOnWebGpu } from './webgpu.js';

type Inputs = { values: tf.Tensor2D; index: tf.Tensor1D };

type Sums = [rows: tf.Tensor1D, sums: tf.Tensor2D];

const sumByRowsOp = defineOp<Inputs, { count: number }, Sums>({
  name: 'OutrageousSumByRows',
  inputs: ['values', 'index'],
  outputs: 2,
  reference: ({ values, index }) => sumUnique(values, uniqueOnHost(index)),
  kernels: {
    tensorflow: tensorflow.sumByRows,
    webgpu: ({ values, index }, { count }) => sumByRowsOnWebGpu(values, index, count),
  },
});

/**
 * Sums values by the row that they belong to: the gradient of rows that were taken by `index`.
 *
 * @param values float32 [m, d]
 * @param index int32 [m], each in [0, count)
 * @returns each row of `index` once
 */
export function sumByRows(values: tf.Tensor2D, index: tf.Tensor1D, count: number): RowGradient {
  const [rows, sums] = sumByRowsOp({ values, index }, { count });
  return { kind: 'rows', rows, values: sums };
}

/** For backends whose tensors lie in the memory of this process. */
function uniqueOnHost(index: tf.Tensor1D): Unique {
  const { values, indices } = tf.unique(index);
  return { rows: values, position: indices };
}
