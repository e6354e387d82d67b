import * as tf from '@tensorflow/tfjs-core';
import { denseGradient, isRowGradient } from '@outrageous/core';
import { emptyTensor, type InPlaceShader, runInPlace, type TensorWindow, windowsOf } from '@outrageous/core/webgpu';
import type { Target, TargetUpdate } from '../parameterwise.js';
import { boundedWgsl } from '../plainOps.js';
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
  let own = ${boundedWgsl};
  let v = uniforms.beta2 * secondMoment[at] + uniforms.rest2 * own * own;
  secondMoment[at] = v;
  parameter[at] -= uniforms.learningRate * own / (sqrt(v) / uniforms.rootCorrection + uniforms.epsilon);`;

function updateMatrices(target: Target<FactoredMoment>, floats: InPlaceShader['floats']): void {
  const { gradient, rows } = gradientOf(target);
  if (gradient.size === 0) return;
  const parameter = inOwnMemory(target.parameter);
  const windows = windowsOfMatrices('parameter', parameter);
  const scale = target.scale ?? tf.scalar(1);
  const mean = emptyTensor([matricesOf(gradient)]);
  for (const part of windowsOfMatrices('gradient', gradient)) {
    const own = rows ? windows : windows.filter(({ first }) => first === part.first);
    updatePart(target, { part, rows, scale, mean, windows: own, floats });
  }
}

/** Matrices that a shader sees at once, which it must whole: a single matrix isn't cut. */
function windowsOfMatrices(what: string, tensor: tf.Tensor): TensorWindow[] {
  if (tensor.rank < 3) return [{ tensor, first: 0, rows: tensor.shape[0] }];
  return windowsOf(`factoredAdam: ${what}`, tensor);
}

function matricesOf({ size, shape }: tf.Tensor): number {
  const [height, width] = shape.slice(-2);
  return size / (height * width);
}

interface GradientPart {
  readonly part: TensorWindow;
  /** Of which rows of the parameter all of the gradient is. */
  readonly rows?: tf.Tensor;
  readonly scale: tf.Tensor;
  /** Mean of the averages of the rows, of each of the gradient's matrices. */
  readonly mean: tf.Tensor;
  /** The parameter's, in which the part's matrices may lie. */
  readonly windows: readonly TensorWindow[];
  readonly floats: InPlaceShader['floats'];
}

function updatePart(
  { parameter, slots }: Target<FactoredMoment>,
  { part, rows, scale, mean, windows, floats }: GradientPart,
): void {
  const [height, width] = parameter.shape.slice(-2);
  const inner = part.tensor.rank < 3 ? 1 : matricesOf(part.tensor) / part.tensor.shape[0];
  const matrices = part.tensor.rank < 3 ? 1 : part.rows * inner;
  const inputs = { gradient: part, scale, ...(rows && { rows }) };
  const rowAverage = inOwnMemory(slots.rowAverage);
  const columnAverage = inOwnMemory(slots.columnAverage);
  const run = (name: string, shader: Pick<InPlaceShader, 'targets' | 'workgroups' | 'code'> & MoreOfPart) => {
    const { more, window, ...rest } = shader;
    const uniforms = {
      height,
      width,
      inner,
      firstEntry: part.first * inner,
      first: (window?.first ?? 0) * inner,
      matrices: (window?.rows ?? 0) * inner,
    };
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
  for (const window of windows) {
    run('update', {
      targets: { parameter: window },
      more: { rowAverage, columnAverage, mean },
      window,
      workgroups: [tiles, matrices, height],
      code: updateWgsl,
    });
  }
}

/** What single shaders have beside the gradient. */
interface MoreOfPart {
  readonly more?: InPlaceShader['inputs'];
  readonly window?: TensorWindow;
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
  let g = gradient[((entry - uniforms.firstEntry) * uniforms.height + y) * uniforms.width + x] * scale[0];
  return ${boundedWgsl};
}`;
}

const rowsMatrix = `
  let row = rows[entry / uniforms.inner];
  return select(row * uniforms.inner + entry % uniforms.inner, -1, row < 0);`;

const rowsWgsl = `
fn main(index : i32) {
  let y = i32(workgroupId.x);
  let entry = uniforms.firstEntry + i32(workgroupId.y);
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
  let entry = uniforms.firstEntry + i32(workgroupId.y);
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
  let entry = uniforms.firstEntry + i32(workgroupId.y);
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
  let entry = uniforms.firstEntry + i32(workgroupId.y);
  let matrix = matrixOf(entry);
  let own = matrix - uniforms.first;
  if (own < 0 || own >= uniforms.matrices || x >= uniforms.width) {
    return;
  }
  let v = rowAverage[matrix * uniforms.height + y] / mean[entry] * columnAverage[matrix * uniforms.width + x];
  let change = gradientAt(entry, y, x) / (sqrt(v) / uniforms.rootCorrection + uniforms.epsilon);
  parameter[(own * uniforms.height + y) * uniforms.width + x] -= uniforms.learningRate * change;
}
`;
