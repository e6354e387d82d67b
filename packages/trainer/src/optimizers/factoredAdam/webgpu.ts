import * as tf from '@tensorflow/tfjs-core';
import { denseGradient, isRowGradient } from '@outrageous/core';
import { emptyTensor, type InPlaceShader, runInPlace } from '@outrageous/core/webgpu';
import type { Target, TargetUpdate } from '../parameterwise.js';
import { inOwnMemory, updateOnWebGpu } from '../webgpuTarget.js';
import { type FactoredAdamNumbers, type FactoredMoment, isFactored, smallest } from './plain.js';

/** Invocations of a workgroup. */
const LANES = 64;

/**
 * Factored Adam in place. Matrices take four shaders: averages of their rows and of their columns, the means of the
 * first, and the update; all else takes one.
 */
export function factoredAdamOnWebGpu(numbers: FactoredAdamNumbers): TargetUpdate<FactoredMoment> {
  const { beta2, epsilon, learningRate, step } = numbers;
  const rootCorrection = Math.sqrt(1 - beta2 ** step);
  const floats = { beta2, rest2: 1 - beta2, epsilon, learningRate, rootCorrection, smallest };
  const whole = {
    name: 'factoredAdam whole',
    slots: ['secondMoment'],
    numbers: floats,
    equations: wholeEquations,
  } as const;
  return (target) => {
    if (isFactored(target.parameter)) tf.tidy(() => updateMatrices(target, floats));
    else updateOnWebGpu(target, whole);
  };
}

const wholeEquations = `
  let v = uniforms.beta2 * secondMoment[at] + uniforms.rest2 * g * g;
  secondMoment[at] = v;
  parameter[at] -= uniforms.learningRate * g / (sqrt(v) / uniforms.rootCorrection + uniforms.epsilon);`;

function updateMatrices(target: Target<FactoredMoment>, floats: InPlaceShader['floats']): void {
  const { gradient, rows } = gradientOf(target);
  if (gradient.size === 0) return;
  const [height, width] = target.parameter.shape.slice(-2);
  const matrices = gradient.size / (height * width);
  const inputs = { gradient, scale: target.scale ?? tf.scalar(1), ...(rows && { rows }) };
  const parameter = inOwnMemory(target.parameter);
  const rowAverage = inOwnMemory(target.slots.rowAverage);
  const columnAverage = inOwnMemory(target.slots.columnAverage);
  const mean = emptyTensor([matrices]);
  const run = (name: string, shader: Pick<InPlaceShader, 'targets' | 'workgroups' | 'code'> & { more?: object }) => {
    const { more, ...rest } = shader;
    const uniforms = { height, width, inner: rows ? matrices / rows.size : 1 };
    runInPlace({
      ...rest,
      name: `factoredAdam ${name}${rows ? ' of rows' : ''}`,
      inputs: { ...inputs, ...more },
      uniforms,
      floats,
      workgroupSize: [LANES, 1, 1],
      joins: { sumOf: 'sum' },
      code: `${matrixWgsl(rows !== undefined)}${rest.code}`,
    });
  };
  const tiles = Math.ceil(width / LANES);
  run('rows', { targets: { rowAverage }, workgroups: [height, matrices, 1], code: rowsWgsl });
  run('columns', { targets: { columnAverage }, workgroups: [tiles, matrices, 1], code: columnsWgsl });
  run('means', { targets: { mean }, more: { rowAverage }, workgroups: [1, matrices, 1], code: meansWgsl });
  run('update', {
    targets: { parameter },
    more: { rowAverage, columnAverage, mean },
    workgroups: [tiles, matrices, height],
    code: updateWgsl,
  });
}

/** The gradient, and of which matrices it is where it isn't of all. */
function gradientOf({ parameter, gradient }: Target<never>): { gradient: tf.Tensor; rows?: tf.Tensor1D } {
  if (!isRowGradient(gradient)) return { gradient: gradient === parameter.read() ? tf.mul(gradient, 1) : gradient };
  if (parameter.perExpert) return { gradient: gradient.values, rows: gradient.rows };
  return { gradient: denseGradient(gradient, parameter.shape) };
}

/** Which matrix of the parameter the gradient's matrix is: none, −1, where an entry is empty. */
function matrixWgsl(rows: boolean): string {
  return `
fn matrixOf(entry : i32) -> i32 {
  ${rows ? rowsMatrix : 'return entry;'}
}

fn gradientAt(entry : i32, y : i32, x : i32) -> f32 {
  return gradient[(entry * uniforms.height + y) * uniforms.width + x] * scale[0];
}`;
}

const rowsMatrix = `
  let row = rows[entry / uniforms.inner];
  return select(row * uniforms.inner + entry % uniforms.inner, -1, row < 0);`;

const rowsWgsl = `
fn main(index : i32) {
  let y = i32(workgroupId.x);
  let entry = i32(workgroupId.y);
  var own = 0.0;
  for (var x = i32(localIndex); x < uniforms.width; x += ${LANES}) {
    let g = gradientAt(entry, y, x);
    own += g * g;
  }
  let sum = sumOf(own);
  let matrix = matrixOf(entry);
  if (localIndex == 0u && matrix >= 0) {
    let at = matrix * uniforms.height + y;
    rowAverage[at] = uniforms.beta2 * rowAverage[at] + uniforms.rest2 * sum / f32(uniforms.width);
  }
}
`;

const columnsWgsl = `
fn main(index : i32) {
  let x = i32(workgroupId.x) * ${LANES} + i32(localIndex);
  let entry = i32(workgroupId.y);
  let matrix = matrixOf(entry);
  if (matrix < 0 || x >= uniforms.width) {
    return;
  }
  var sum = 0.0;
  for (var y = 0; y < uniforms.height; y++) {
    let g = gradientAt(entry, y, x);
    sum += g * g;
  }
  let at = matrix * uniforms.width + x;
  columnAverage[at] = uniforms.beta2 * columnAverage[at] + uniforms.rest2 * sum / f32(uniforms.height);
}
`;

const meansWgsl = `
fn main(index : i32) {
  let entry = i32(workgroupId.y);
  let matrix = max(matrixOf(entry), 0);
  var own = 0.0;
  for (var y = i32(localIndex); y < uniforms.height; y += ${LANES}) {
    own += rowAverage[matrix * uniforms.height + y];
  }
  let sum = sumOf(own);
  if (localIndex == 0u) {
    mean[entry] = max(sum / f32(uniforms.height), uniforms.smallest);
  }
}
`;

const updateWgsl = `
fn main(index : i32) {
  let x = i32(workgroupId.x) * ${LANES} + i32(localIndex);
  let y = i32(workgroupId.z);
  let entry = i32(workgroupId.y);
  let matrix = matrixOf(entry);
  if (matrix < 0 || x >= uniforms.width) {
    return;
  }
  let v = rowAverage[matrix * uniforms.height + y] / mean[entry] * columnAverage[matrix * uniforms.width + x];
  let change = gradientAt(entry, y, x) / (sqrt(v) / uniforms.rootCorrection + uniforms.epsilon);
  parameter[(matrix * uniforms.height + y) * uniforms.width + x] -= uniforms.learningRate * change;
}
`;
