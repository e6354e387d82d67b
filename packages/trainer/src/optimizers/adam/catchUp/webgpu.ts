import { sizeOf } from '@outrageous/core';
import { runInPlace, windowsOf, workgroupsFor } from '@outrageous/core/webgpu';
import { inOwnMemory } from '../../webgpuTarget.js';
import type { CatchUp } from './catchUp.js';

/** In place: a shader for the rows (of each window), and one that writes down that they are up to date. */
export const catchUpOnWebGpu: CatchUp = ({ parameter, slots }, last, rows, { step, ...numbers }) => {
  const width = sizeOf(parameter.shape.slice(1));
  const [entries, size] = [rows.size, rows.size * width];
  if (size === 0) return;
  const own = inOwnMemory(parameter);
  const [first, second] = [inOwnMemory(slots.firstMoment), inOwnMemory(slots.secondMoment)];
  const lastStep = inOwnMemory(last);
  for (const window of windowsOf('adam catch up: parameter', own)) {
    runInPlace({
      name: 'adam catch up',
      inputs: { rows, lastStep },
      targets: {
        parameter: window,
        firstMoment: { ...window, tensor: first },
        secondMoment: { ...window, tensor: second },
      },
      uniforms: { size, width, step, first: window.first, height: window.rows },
      floats: { ...numbers },
      workgroupSize: [256, 1, 1],
      workgroups: workgroupsFor(size, 256),
      code: catchUpWgsl,
    });
  }
  runInPlace({
    name: 'adam caught up',
    inputs: { rows },
    targets: { lastStep },
    uniforms: { entries, step },
    workgroupSize: [64, 1, 1],
    workgroups: workgroupsFor(entries, 64),
    code: caughtUpWgsl,
  });
};

const catchUpWgsl = `
fn power(base : f32, exponent : f32) -> f32 {
  return select(pow(base, exponent), 0.0, base == 0.0);
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
  let m = firstMoment[at];
  let v = secondMoment[at];
  let sum = uniforms.ratio * (1.0 - power(uniforms.ratio, missed)) / (1.0 - uniforms.ratio);
  parameter[at] -= uniforms.stepSize * sum * m / (sqrt(v) / uniforms.rootCorrection + uniforms.epsilon);
  firstMoment[at] = power(uniforms.beta1, missed) * m;
  secondMoment[at] = power(uniforms.beta2, missed) * v;
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
