import * as tf from '@tensorflow/tfjs-core';
import { emptyTensor } from '../../webgpu/backend.js';
import { runInPlace, type TensorWindow, windowsOf, workgroupsFor } from '../../webgpu/runShader.js';

/** This backend's own gather runs on the device and reads nothing back, but binds all rows at once. */
export function gatherOnWebGpu(rows: tf.Tensor1D | tf.Tensor2D, index: tf.Tensor1D): tf.Tensor {
  const windows = windowsOf('gatherRows: rows', rows);
  if (windows.length === 1) return tf.gather(rows, index);
  const result = emptyTensor([index.size, ...rows.shape.slice(1)], rows.dtype === 'int32' ? 'int32' : 'float32');
  if (result.size === 0) return result;
  for (const window of windows) gatherFrom(window, index, result);
  return result;
}

/** The rows that lie in the window. */
function gatherFrom(window: TensorWindow, index: tf.Tensor1D, result: tf.Tensor): void {
  runInPlace({
    name: 'gatherRows',
    inputs: { window, index },
    targets: { result },
    uniforms: { size: result.size, width: result.size / index.size, first: window.first, rows: window.rows },
    workgroupSize: [64, 1, 1],
    workgroups: workgroupsFor(result.size, 64),
    code: `
fn main(at : i32) {
  if (at >= uniforms.size) {
    return;
  }
  let row = index[at / uniforms.width] - uniforms.first;
  if (row >= 0 && row < uniforms.rows) {
    result[at] = window[row * uniforms.width + at % uniforms.width];
  }
}`,
  });
}
