import * as tf from '@tensorflow/tfjs-core';
import { emptyTensor } from '../../webgpu/backend.js';
import { eachNumber } from '../../webgpu/eachNumber.js';
import { runInPlace, type TensorWindow, windowsOf } from '../../webgpu/runShader.js';
import { groupOnWebGpu } from '../groupBy/webgpu.js';

/** Sorts the rows by segment; then each number of the result sums its rows in their order. A shader for each window. */
export function segmentSumOnWebGpu(values: tf.Tensor, segment: tf.Tensor1D, segments: number): tf.Tensor {
  const shape = [segments, ...values.shape.slice(1)];
  if (values.size === 0) return tf.zeros(shape);
  const [order, offsets] = groupOnWebGpu(segment, segments);
  const result = emptyTensor(shape);
  for (const window of windowsOf('segmentSum: result', result)) sumSegments({ values, order, offsets }, window);
  return result;
}

interface Sorted {
  readonly values: tf.Tensor;
  readonly order: tf.Tensor;
  readonly offsets: tf.Tensor;
}

/** The window's segments. */
function sumSegments(sorted: Sorted, window: TensorWindow): void {
  const { first, rows } = window;
  const width = sorted.values.shape[1] ?? 1;
  runInPlace({
    name: 'segmentSum',
    inputs: { ...sorted },
    targets: { result: window },
    uniforms: { size: rows * width, first, width },
    floats: { none: NaN },
    ...eachNumber(
      rows * width,
      `
  let segment = uniforms.first + at / uniforms.width;
  let column = at % uniforms.width;
  var sum = 0.0;
  for (var position = offsets[segment]; position < offsets[segment + 1]; position++) {
    let row = order[position];
    sum += select(values[row * uniforms.width + column], uniforms.none, row < 0);
  }
  result[at] = sum;`,
    ),
  });
}
