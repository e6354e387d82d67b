import * as tf from '@tensorflow/tfjs-core';
import { runShader, workgroupsFor } from '../../webgpu/runShader.js';

/** One invocation per number that is taken. */
export function takeOnWebGpu(x: tf.Tensor2D, indices: tf.Tensor2D): tf.Tensor2D {
  if (indices.size === 0) return tf.zeros(indices.shape);
  return runShader({
    name: 'takeAlong',
    inputs: { x, indices },
    output: { shape: indices.shape, dtype: 'float32' },
    uniforms: { size: indices.size, columns: x.shape[1], taken: indices.shape[1] },
    floats: { none: NaN },
    workgroupSize: [64, 1, 1],
    workgroups: workgroupsFor(indices.size, 64),
    code: `
fn main(index : i32) {
  if (index < uniforms.size) {
    let column = indices[index];
    let number = x[index / uniforms.taken * uniforms.columns + column];
    result[index] = select(number, uniforms.none, column < 0 || column >= uniforms.columns);
  }
}`,
  });
}

/** One invocation per number of the result; it looks through its row's indices. */
export function putOnWebGpu(values: tf.Tensor2D, indices: tf.Tensor2D, columns: number): tf.Tensor2D {
  const [rows, taken] = indices.shape;
  if (values.size === 0) return tf.zeros([rows, columns]);
  return runShader({
    name: 'putAlong',
    inputs: { values, indices },
    output: { shape: [rows, columns], dtype: 'float32' },
    uniforms: { size: rows * columns, columns, taken },
    floats: { none: NaN },
    workgroupSize: [64, 1, 1],
    workgroups: workgroupsFor(rows * columns, 64),
    code: `
fn main(index : i32) {
  if (index >= uniforms.size) {
    return;
  }
  let row = index / uniforms.columns;
  let last = uniforms.columns - 1;
  var sum = 0.0;
  for (var at = row * uniforms.taken; at < (row + 1) * uniforms.taken; at++) {
    let column = min(u32(indices[at]), u32(last));
    if (i32(column) == index % uniforms.columns) {
      sum += select(uniforms.none, values[at], i32(column) == indices[at]);
    }
  }
  result[index] = sum;
}`,
  });
}
