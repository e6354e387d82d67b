import * as tf from '@tensorflow/tfjs-core';
import { sizeOf } from '../../tree.js';
import { emptyTensor } from '../../webgpu/backend.js';
import { runInPlace, type TensorWindow, windowsOf, workgroupsFor } from '../../webgpu/runShader.js';
import { streamUniforms, streamWgsl } from '../streamWgsl.js';
import type { DrawAttributes } from './attributes.js';
import type { Distribution } from './distribution.js';

/** Draws on the device, a shader for each window. */
export function drawOnWebGpu(distribution: Distribution, attributes: DrawAttributes): tf.Tensor {
  const flat = emptyTensor([sizeOf(attributes.shape)]);
  const windows = flat.size > 0 ? windowsOf('draw: result', flat) : [];
  for (const window of windows) {
    drawInto(window, distribution, attributes);
    if (attributes.shift !== 0) shiftBy(attributes.shift, window);
  }
  return tf.reshape(flat, [...attributes.shape]);
}

/** Each invocation makes the four numbers of one block; windows begin at a multiple of 4. */
function drawInto(window: TensorWindow, { name, wgsl }: Distribution, { key, factor }: DrawAttributes): void {
  runInPlace({
    name: `draw ${name}`,
    inputs: {},
    targets: { result: window },
    uniforms: { ...streamUniforms(key), firstBlock: window.first / 4, size: window.rows },
    floats: { factor },
    workgroupSize: [64, 1, 1],
    workgroups: workgroupsFor(Math.ceil(window.rows / 4), 64),
    code: streamWgsl + wgsl + fillWgsl,
  });
}

/** A shader of its own: with the product in one, a device may leave out the rounding between them. */
function shiftBy(shift: number, window: TensorWindow): void {
  runInPlace({
    name: 'draw shift',
    inputs: {},
    targets: { result: window },
    uniforms: { size: window.rows },
    floats: { shift },
    workgroupSize: [256, 1, 1],
    workgroups: workgroupsFor(window.rows, 256),
    code: 'fn main(index : i32) { if (index < uniforms.size) { result[index] += uniforms.shift; } }',
  });
}

const fillWgsl = `
fn main(index : i32) {
  let numbers = distribute(unitsOf(uniforms.firstBlock + index));
  for (var i = 0; i < 4; i++) {
    if (4 * index + i < uniforms.size) {
      result[4 * index + i] = uniforms.factor * numbers[i];
    }
  }
}
`;
