import * as tf from '@tensorflow/tfjs-core';
import { runShader, workgroupsFor } from '../../webgpu.js';
import { groupOnWebGpu } from '../groupBy/webgpu.js';

/** Sorts the rows by segment; then each number of the result sums its rows in their order. */
export function segmentSumOnWebGpu(values: tf.Tensor, segment: tf.Tensor1D, segments: number): tf.Tensor {
  const shape = [segments, ...values.shape.slice(1)];
  if (values.size === 0) return tf.zeros(shape);
  const [order, offsets] = groupOnWebGpu(segment, segments);
  const width = values.shape[1] ?? 1;
  return runShader({
    name: 'segmentSum',
    inputs: { values, order, offsets },
    output: { shape, dtype: 'float32' },
    uniforms: { size: segments * width, width },
    workgroupSize: [64, 1, 1],
    workgroups: workgroupsFor(segments * width, 64),
    code: `
fn main(index : i32) {
  if (index >= uniforms.size) {
    return;
  }
  let segment = index / uniforms.width;
  let column = index % uniforms.width;
  var sum = 0.0;
  for (var position = offsets[segment]; position < offsets[segment + 1]; position++) {
    sum += values[order[position] * uniforms.width + column];
  }
  result[index] = sum;
}`,
  });
}
