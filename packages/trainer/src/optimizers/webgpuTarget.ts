import * as tf from '@tensorflow/tfjs-core';
import { isRowGradient } from '@outrageous/core';
import type { Gradient, Parameter } from '@outrageous/core';
import { runInPlace, workgroupsFor } from '@outrageous/core/webgpu';
import type { Target } from './parameterwise.js';

/** How a shader updates each number of a target. */
export interface WebGpuUpdate<Slot extends string> {
  readonly name: string;
  readonly slots: readonly Slot[];
  /** Seen as `uniforms.<name>`. */
  readonly numbers: { readonly [name: string]: number };
  /** WGSL that changes `parameter[at]` and each `<slot>[at]`, given its gradient `g`. */
  readonly equations: string;
}

/** Updates a target in place with one shader; a gradient of rows costs what its rows cost. */
export function updateOnWebGpu<Slot extends string>(
  { parameter, slots, gradient, scale }: Target<Slot>,
  { name, slots: names, numbers, equations }: WebGpuUpdate<Slot>,
): void {
  const entries = Object.entries({ parameter, ...Object.fromEntries(names.map((slot) => [slot, slots[slot]])) });
  const targets = Object.fromEntries(entries.map(([array, target]) => [array, inOwnMemory(target)]));
  const inputs = { ...inputsOf(gradient, targets.parameter), scale: scale ?? tf.scalar(1) };
  const { size } = inputs.gradient;
  if (size === 0) return;
  runInPlace({
    name: `${name}${isRowGradient(gradient) ? ' rows' : ''}`,
    inputs,
    targets,
    uniforms: { size, row: isRowGradient(gradient) ? size / gradient.rows.size : size },
    floats: numbers,
    workgroupSize: [256, 1, 1],
    workgroups: workgroupsFor(size, 256),
    code: `
fn main(index : i32) {
  if (index >= uniforms.size) {
    return;
  }
  ${isRowGradient(gradient) ? whereRow : 'let at = index;'}
  let g = gradient[index] * scale[0];
  ${equations}
}`,
  });
}

/** Entries without a row are empty. */
const whereRow = `
  let row = rows[index / uniforms.row];
  if (row < 0) {
    return;
  }
  let at = row * uniforms.row + index % uniforms.row;`;

function inputsOf(gradient: Gradient, parameter: tf.Tensor): { gradient: tf.Tensor; rows?: tf.Tensor } {
  if (isRowGradient(gradient)) return { gradient: gradient.values, rows: gradient.rows };
  // A shader can't see what it writes as an input too.
  return { gradient: gradient.dataId === parameter.dataId ? copyOf(gradient) : gradient };
}

/** A parameter's tensor, of which no other, such as a clone, shares the memory. */
export function inOwnMemory(parameter: Parameter): tf.Tensor {
  if (tf.engine().backend.refCount(parameter.read().dataId) > 1) parameter.assign(copyOf(parameter.read()));
  return parameter.read();
}

function copyOf(tensor: tf.Tensor): tf.Tensor {
  return tf.mul(tensor, 1);
}
