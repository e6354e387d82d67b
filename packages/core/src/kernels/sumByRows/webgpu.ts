import type * as tf from '@tensorflow/tfjs-core';
import { eachNumber } from '../../webgpu/eachNumber.js';
import { runShader } from '../../webgpu/runShader.js';
import { groupOnWebGpu } from '../groupBy/webgpu.js';

/**
 * Sorts the entries by row. The first entry of each row stands for it and sums them all, in their order; the
 * others are empty, because how many rows there are isn't known outside of the device.
 */
export function sumByRowsOnWebGpu(
  values: tf.Tensor2D,
  index: tf.Tensor1D,
  count: number,
): [rows: tf.Tensor1D, sums: tf.Tensor2D] {
  const [order, offsets] = groupOnWebGpu(index, count);
  const [entries, width] = values.shape;
  const rows = runShader({
    name: 'sumByRows rows',
    inputs: { index, order, offsets },
    output: { shape: [entries], dtype: 'int32' },
    uniforms: { size: entries, last: count - 1 },
    ...eachNumber(
      entries,
      `
  let entry = order[at];
  let row = select(index[entry], uniforms.last, entry < 0);
  result[at] = select(-1, row, offsets[row] == at);`,
    ),
  });
  const sums = runShader({
    name: 'sumByRows sums',
    inputs: { values, order, offsets, rows },
    output: { shape: [entries, width], dtype: 'float32' },
    uniforms: { size: entries * width, width },
    floats: { none: NaN },
    ...eachNumber(
      entries * width,
      `
  let position = at / uniforms.width;
  let row = rows[position];
  var sum = 0.0;
  if (row >= 0) {
    for (var next = position; next < offsets[row + 1]; next++) {
      let entry = order[next];
      sum += select(values[entry * uniforms.width + at % uniforms.width], uniforms.none, entry < 0);
    }
  }
  result[at] = sum;`,
    ),
  });
  return [rows, sums];
}
