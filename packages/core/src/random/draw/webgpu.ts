import * as tf from '@tensorflow/tfjs-core';
import { sizeOf } from '../../tree.js';
import { emptyTensor } from '../../webgpu/backend.js';
import { runInPlace, type TensorWindow, windowsOf, workgroupsFor } from '../../webgpu/runShader.js';
import { streamUniforms, streamWgsl } from '../streamWgsl.js';
import type { DrawAttributes } from './attributes.js';

/** Draws on the device, a shader for each window. */
export function drawOnWebGpu(attributes: DrawAttributes): tf.Tensor {
  const flat = emptyTensor([sizeOf(attributes.shape)]);
  const windows = flat.size > 0 ? windowsOf('draw: result', flat) : [];
  for (const window of windows) {
    drawInto(window, attributes);
    if (attributes.shift !== 0) shiftBy(attributes.shift, window);
  }
  return tf.reshape(flat, [...attributes.shape]);
}

/** Each invocation makes the four numbers of one block; windows begin at a multiple of 4. */
function drawInto(window: TensorWindow, { distribution, key, factor }: DrawAttributes): void {
  runInPlace({
    name: `draw ${distribution}`,
    inputs: {},
    targets: { result: window },
    uniforms: { ...streamUniforms(key), firstBlock: window.first / 4, size: window.rows },
    floats: { factor },
    workgroupSize: [64, 1, 1],
    workgroups: workgroupsFor(Math.ceil(window.rows / 4), 64),
    code: streamWgsl + distributionWgsl[distribution] + fillWgsl,
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

const uniformWgsl = `
fn distribute(units : vec4<f32>) -> vec4<f32> {
  return units;
}
`;

/**
 * Box and Muller's transform. WGSL allows its own log an error of 2⁻²¹ near 1 and
 * its sin and cos one of 2⁻¹¹, so these are series that are right to the last bits.
 */
const normalWgsl = `
// ln u = e · ln 2 + 2 · artanh((f − 1) / (f + 1)), where u = f · 2ᵉ and f is in [√½, √2)
fn logarithm(u : f32) -> f32 {
  let parts = frexp(u);
  let low = parts.fract < 0.70710678;
  let f = select(parts.fract, 2.0 * parts.fract, low);
  let e = f32(select(parts.exp, parts.exp - 1, low));
  let s = (f - 1.0) / (f + 1.0);
  let q = s * s;
  return e * 0.69314718 + 2.0 * s * (1.0 + q * (1.0 / 3.0 + q * (1.0 / 5.0 + q * (1.0 / 7.0 + q / 9.0))));
}

// (sin 2πu, cos 2πu): a quarter turn is taken off exactly, the rest is in ±π/4
fn turn(u : f32) -> vec2<f32> {
  let quarter = floor(4.0 * u + 0.5);
  let x = (u - 0.25 * quarter) * 6.28318531;
  let q = x * x;
  let s = x * (1.0 - q / 6.0 * (1.0 - q / 20.0 * (1.0 - q / 42.0 * (1.0 - q / 72.0))));
  let c = 1.0 - q / 2.0 * (1.0 - q / 12.0 * (1.0 - q / 30.0 * (1.0 - q / 56.0)));
  switch (i32(quarter) & 3) {
    case 0: { return vec2<f32>(s, c); }
    case 1: { return vec2<f32>(c, -s); }
    case 2: { return vec2<f32>(-s, -c); }
    default: { return vec2<f32>(-c, s); }
  }
}

fn pair(u1 : f32, u2 : f32) -> vec2<f32> {
  return sqrt(-2.0 * logarithm(max(u1, 1.0e-7))) * turn(u2);
}

fn distribute(units : vec4<f32>) -> vec4<f32> {
  return vec4<f32>(pair(units.x, units.y), pair(units.z, units.w));
}
`;

const distributionWgsl = { uniform: uniformWgsl, normal: normalWgsl };
