import * as tf from '@tensorflow/tfjs-core';
import { eachNumber } from '../../webgpu/eachNumber.js';
import { runShader } from '../../webgpu/runShader.js';

/** One invocation per number that is taken. */
export function takeOnWebGpu(x: tf.Tensor2D, indices: tf.Tensor2D): tf.Tensor2D {
  if (indices.size === 0) return tf.zeros(indices.shape);
  return runShader({
    name: 'takeAlong',
    inputs: { x, indices },
    output: { shape: indices.shape, dtype: 'float32' },
    uniforms: { size: indices.size, columns: x.shape[1], taken: indices.shape[1] },
    floats: { none: NaN },
    ...eachNumber(
      indices.size,
      `
  let column = indices[at];
  let number = x[at / uniforms.taken * uniforms.columns + column];
  result[at] = select(number, uniforms.none, column < 0 || column >= uniforms.columns);`,
    ),
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
    ...eachNumber(
      rows * columns,
      `
  let row = at / uniforms.columns;
  let last = uniforms.columns - 1;
  var sum = 0.0;
  for (var i = row * uniforms.taken; i < (row + 1) * uniforms.taken; i++) {
    let column = i32(min(u32(indices[i]), u32(last)));
    if (column == at % uniforms.columns) {
      sum += select(uniforms.none, values[i], column == indices[i]);
    }
  }
  result[at] = sum;`,
    ),
  });
}
