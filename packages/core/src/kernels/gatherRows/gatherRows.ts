import * as tf from '@tensorflow/tfjs-core';
import { defineOp } from '../../op.js';
import { segmentSum } from '../segmentSum/segmentSum.js';
import { gatherOnHost } from './host.js';
import { gatherWithTensorflow } from './tensorflow.js';

type Rows = tf.Tensor1D | tf.Tensor2D;

const gatherRowsOp = defineOp<{ rows: Rows; index: tf.Tensor1D }, Record<string, never>>({
  name: 'OutrageousGatherRows',
  inputs: ['rows', 'index'],
  reference: ({ rows, index }) => [gatherOnHost(rows, index)],
  kernels: {
    tensorflow: ({ rows, index }) => [gatherWithTensorflow(rows, index)],
    // This backend's own gather runs on the device and reads nothing back.
    webgpu: ({ rows, index }) => [tf.gather(rows, index)],
  },
  gradient: ([dy], { inputs: { rows, index } }) => ({
    rows: () => segmentSum(dy as Rows, index, rows.shape[0]),
  }),
});

/**
 * Rows by their index: y_i = x_index(i). Rows may be taken many times or never.
 *
 * @param rows [n, d], or numbers [n]
 * @param index int32 [m], each in [0, n)
 * @returns [m, d], or [m]; the gradient is {@link segmentSum}
 * @example
 * ```ts
 * const embedded = gatherRows(table.read(), tokens); // [tokens, width]
 * ```
 */
export function gatherRows<T extends Rows>(rows: T, index: tf.Tensor1D): T {
  return gatherRowsOp({ rows, index }, {})[0] as T;
}
