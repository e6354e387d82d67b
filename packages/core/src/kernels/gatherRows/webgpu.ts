import type * as tf from '@tensorflow/tfjs-core';
import { emptyTensor } from '../../webgpu/backend.js';
import { eachNumber } from '../../webgpu/eachNumber.js';
import { runInPlace, type TensorWindow, windowsOf } from '../../webgpu/runShader.js';

/** This backend's own gather binds all rows at once, sends integers through float32, and takes 0 for what isn't there. */
export function gatherOnWebGpu(rows: tf.Tensor1D | tf.Tensor2D, index: tf.Tensor1D): tf.Tensor {
  const result = emptyTensor([index.size, ...rows.shape.slice(1)], rows.dtype === 'int32' ? 'int32' : 'float32');
  if (result.size === 0) return result;
  for (const window of windowsOf('gatherRows: rows', rows)) gatherFrom(window, index, result);
  return result;
}

/** The rows that lie in the window, and those that aren't there. */
function gatherFrom(window: TensorWindow, index: tf.Tensor1D, result: tf.Tensor): void {
  const width = result.size / index.size;
  const { tensor, first, rows } = window;
  const whole = tensor.dtype === 'int32';
  runInPlace({
    name: `gatherRows ${tensor.dtype}`,
    inputs: { window, index },
    targets: { result },
    uniforms: { size: result.size, width, first, rows, height: tensor.shape[0], ...(whole && { none: -1 }) },
    floats: whole ? {} : { none: NaN },
    ...eachNumber(
      result.size,
      `
  let row = index[at / uniforms.width];
  let inWindow = row - uniforms.first;
  if (row < 0 || row >= uniforms.height) {
    result[at] = uniforms.none;
  } else if (inWindow >= 0 && inWindow < uniforms.rows) {
    result[at] = window[inWindow * uniforms.width + at % uniforms.width];
  }`,
    ),
  });
}
