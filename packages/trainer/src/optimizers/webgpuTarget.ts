import * as tf from '@tensorflow/tfjs-core';
import { isRowGradient } from '@outrageous/core';
import type { Gradient, Parameter } from '@outrageous/core';
import {
  copyNumbers,
  emptyTensor,
  runInPlace,
  type TensorWindow,
  windowsOf,
  workgroupsFor,
} from '@outrageous/core/webgpu';
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

/**
 * Updates a target in place with one shader, or one for each window where a shader can't see all of it; a gradient of
 * rows costs what its rows cost.
 */
export function updateOnWebGpu<Slot extends string>(
  { parameter, slots, gradient, scale }: Target<Slot>,
  update: WebGpuUpdate<Slot>,
): void {
  const entries = Object.entries({
    parameter,
    ...Object.fromEntries(update.slots.map((slot) => [slot, slots[slot]])),
  });
  const tensors = Object.fromEntries(entries.map(([array, target]) => [array, inOwnMemory(target)]));
  const { gradient: values, rows } = inputsOf(gradient, tensors.parameter);
  if (values.size === 0) return;
  const inputs = { scale: scale ?? tf.scalar(1), ...(rows && { rows }) };
  for (const { window, part } of windowsOfUpdate(update.name, tensors.parameter, { values, rows })) {
    const targets = Object.fromEntries(entries.map(([array]) => [array, { ...window, tensor: tensors[array] }]));
    updateWindow(update, { targets, window, part, inputs });
  }
}

/** Rows of a parameter, and the part of its gradient that may be theirs. */
interface UpdateWindow {
  readonly window: TensorWindow;
  readonly part: TensorWindow;
}

/** Of a dense gradient, each window has its own part. Of rows, it isn't known here where they belong: all meet all. */
function windowsOfUpdate(
  name: string,
  parameter: tf.Tensor,
  { values, rows }: { values: tf.Tensor; rows?: tf.Tensor },
): UpdateWindow[] {
  const windows = windowsOf(`${name}: parameter`, parameter);
  if (!rows) return windows.map((window) => ({ window, part: { ...window, tensor: values } }));
  const parts = windowsOf(`${name}: gradient`, values);
  return windows.flatMap((window) => parts.map((part) => ({ window, part })));
}

interface WindowArrays extends UpdateWindow {
  readonly targets: { readonly [array: string]: TensorWindow };
  readonly inputs: { readonly scale: tf.Tensor; readonly rows?: tf.Tensor };
}

function updateWindow<Slot extends string>(
  { name, numbers, equations }: WebGpuUpdate<Slot>,
  { targets, window, part, inputs: { scale, rows } }: WindowArrays,
): void {
  const width = part.tensor.size / (part.tensor.shape[0] ?? 1);
  const size = part.rows * width;
  runInPlace({
    name: `${name}${rows ? ' rows' : ''}`,
    inputs: { gradient: part, scale, ...(rows && { rows }) },
    targets,
    uniforms: { size, width, first: window.first, height: window.rows, entry: part.first },
    floats: numbers,
    workgroupSize: [256, 1, 1],
    workgroups: workgroupsFor(size, 256),
    code: `
fn main(index : i32) {
  if (index >= uniforms.size) {
    return;
  }
  ${rows ? whereRow : 'let at = index;'}
  let g = gradient[index] * scale[0];
  ${equations}
}`,
  });
}

/** Entries without a row are empty. */
const whereRow = `
  let row = rows[uniforms.entry + index / uniforms.width] - uniforms.first;
  if (row < 0 || row >= uniforms.height) {
    return;
  }
  let at = row * uniforms.width + index % uniforms.width;`;

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
  const copy = emptyTensor(tensor.shape);
  if (copy.size > 0) copyNumbers(tensor, copy);
  return copy;
}
