import * as tf from '@tensorflow/tfjs-core';
import { copyNumbers, emptyTensor } from '../../webgpu/backend.js';

/** Float32 tensors of one shape as the rows of one, which on WebGPU may be larger than what a shader sees at once. */
export function stackRows(rows: readonly tf.Tensor[]): tf.Tensor {
  return tf.getBackend() === 'webgpu' ? stackOnWebGpu(rows) : tf.stack([...rows]);
}

function stackOnWebGpu(rows: readonly tf.Tensor[]): tf.Tensor {
  const stacked = emptyTensor([rows.length, ...rows[0].shape]);
  if (stacked.size > 0) for (const [i, row] of rows.entries()) copyNumbers(row, stacked, i * row.size);
  return stacked;
}
