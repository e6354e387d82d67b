import type * as tf from '@tensorflow/tfjs-core';
import { sizeOf } from '@outrageous/core';
import { runInPlace, windowsOf, workgroupsFor } from '@outrageous/core/webgpu';
import type { Target } from '../parameterwise.js';
import { inOwnMemory, type WebGpuUpdate } from '../webgpuTarget.js';
import type { Missed } from './catchUp.js';

/**
 * In place: a shader for the rows (of each window), and one that writes down that they are up to date.
 *
 * @param update its equations change each number of a row that missed some steps: `missed` of them, a float. They have
 *     `grown(x)`, eˣ − 1.
 */
export function catchUpOnWebGpu<Slot extends string>(
  { parameter, slots }: Target<Slot>,
  missed: Missed,
  { name, slots: names, numbers, equations }: WebGpuUpdate<Slot>,
): void {
  const width = sizeOf(parameter.shape.slice(1));
  const { rows, step } = missed;
  const size = rows.size * width;
  if (size === 0) return;
  const own = inOwnMemory(parameter);
  const others = names.map((slot) => [slot, inOwnMemory(slots[slot])] as const);
  const lastStep = inOwnMemory(missed.lastStep);
  for (const window of windowsOf(`${name}: parameter`, own)) {
    runInPlace({
      name,
      inputs: { rows, lastStep },
      targets: {
        parameter: window,
        ...Object.fromEntries(others.map(([slot, tensor]) => [slot, { ...window, tensor }])),
      },
      uniforms: { size, width, step, first: window.first, height: window.rows },
      floats: numbers,
      workgroupSize: [256, 1, 1],
      workgroups: workgroupsFor(size, 256),
      code: catchUpWgsl(equations),
    });
  }
  noteStep(lastStep, missed);
}

function noteStep(lastStep: tf.Tensor, { rows, step }: Missed): void {
  runInPlace({
    name: 'caught up',
    inputs: { rows },
    targets: { lastStep },
    uniforms: { entries: rows.size, step },
    workgroupSize: [64, 1, 1],
    workgroups: workgroupsFor(rows.size, 64),
    code: caughtUpWgsl,
  });
}

/** Below 1/4 in size, the series of eˣ − 1 is exact where the difference has lost its digits. */
const catchUpWgsl = (equations: string) => `
fn grown(x : f32) -> f32 {
  let series = x * (1.0 + x / 2.0 * (1.0 + x / 3.0 * (1.0 + x / 4.0 * (1.0 + x / 5.0 * (1.0 + x / 6.0)))));
  return select(exp(x) - 1.0, series, abs(x) < 0.25);
}

fn main(index : i32) {
  if (index >= uniforms.size) {
    return;
  }
  let row = rows[index / uniforms.width];
  let own = row - uniforms.first;
  if (own < 0 || own >= uniforms.height) {
    return;
  }
  let missed = f32(uniforms.step) - lastStep[row] - 1.0;
  if (missed <= 0.0) {
    return;
  }
  let at = own * uniforms.width + index % uniforms.width;
  ${equations}
}
`;

const caughtUpWgsl = `
fn main(index : i32) {
  if (index >= uniforms.entries) {
    return;
  }
  let row = rows[index];
  if (row >= 0) {
    lastStep[row] = f32(uniforms.step);
  }
}
`;
