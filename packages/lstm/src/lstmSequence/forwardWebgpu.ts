import { emptyTensor, runInPlace } from '@outrageous/core/webgpu';
import type * as tf from '@tensorflow/tfjs-core';
import { linearOnWebGpu } from '../kernels/linearWebgpu.js';
import { lastStep } from '../parts/overSteps.js';
import { activationsWgsl, previousWgsl, stepTileWgsl, stepWorkgroups } from '../kernels/stepTileWgsl.js';
import type { LstmInputs } from './inputs.js';
import type { WebGpuOutputs } from './trace.js';

/**
 * An LSTM over a sequence: one product for the inputs of all steps, then one shader per step, which multiplies the
 * hidden state, applies the gates and moves the cells on; a projection takes a second one per step.
 *
 * The gates replace the inputs' part in its own memory.
 */
export function forwardOnWebGpu(inputs: LstmInputs): WebGpuOutputs {
  const { x, weight, bias, cell: initial, projection } = inputs;
  const [time, batch] = x.shape;
  // The rows of the weight for x are its first.
  const gates = linearOnWebGpu(x, weight, bias);
  const cell = emptyTensor([time, batch, initial.shape[1]]);
  const unprojected = emptyTensor(cell.shape);
  const hidden = projection ? emptyTensor([time, batch, projection.shape[1]]) : unprojected;
  for (let t = 0; t < time; t++) {
    step(inputs, { hidden, gates, cell, unprojected }, t);
    if (projection) project(projection, { hidden, unprojected }, t);
  }
  return { hidden, finalCell: lastStep(cell), gates, cell, unprojected };
}

function step(
  { x, hidden: initialHidden, cell: initialCell, weight }: LstmInputs,
  { hidden, gates, cell, unprojected }: Omit<WebGpuOutputs, 'finalCell'>,
  t: number,
): void {
  const [, batch, inputWidth] = x.shape;
  const [cells, width] = [cell.shape[2], hidden.shape[2]];
  const projected = hidden !== unprojected;
  runInPlace({
    name: `lstm forward ${projected ? 'projected' : 'plain'}`,
    inputs: { initialHidden, initialCell, weight, ...(projected && { hidden }) },
    targets: { gates, cell, ...(projected ? { unprojected } : { hidden }) },
    uniforms: { t, batch, cells, width, inputWidth },
    ...stepWorkgroups(batch, cells),
    code: [
      stepTileWgsl('vec4<f32>', 'columns'),
      activationsWgsl,
      previousWgsl('cell', 'initialCell'),
      stepWgsl(projected ? 'unprojected' : 'hidden'),
    ].join('\n'),
  });
}

function stepWgsl(output: string): string {
  return `
fn leftAt(row : i32, i : i32) -> f32 {
  if (row >= uniforms.batch || i >= uniforms.width) {
    return 0.0;
  }
  if (uniforms.t == 0) {
    return initialHidden[row * uniforms.width + i];
  }
  return hidden[((uniforms.t - 1) * uniforms.batch + row) * uniforms.width + i];
}

// the weights of the four gates of a cell
fn rightAt(i : i32, column : i32) -> vec4<f32> {
  if (i >= uniforms.width || column >= uniforms.cells) {
    return vec4<f32>();
  }
  let at = (uniforms.inputWidth + i) * 4 * uniforms.cells + column;
  return vec4<f32>(weight[at], weight[at + uniforms.cells], weight[at + 2 * uniforms.cells], weight[at + 3 * uniforms.cells]);
}

fn store(row : i32, column : i32, fromHidden : vec4<f32>) {
  if (row >= uniforms.batch || column >= uniforms.cells) {
    return;
  }
  let cells = uniforms.cells;
  let at = (uniforms.t * uniforms.batch + row) * cells + column;
  let gate = at * 4 - 3 * column;
  let i = sigmoid(gates[gate] + fromHidden.x);
  let f = sigmoid(gates[gate + cells] + fromHidden.y);
  let g = squash(gates[gate + 2 * cells] + fromHidden.z);
  let o = sigmoid(gates[gate + 3 * cells] + fromHidden.w);
  let c = f * previous(row, column) + i * g;
  gates[gate] = i;
  gates[gate + cells] = f;
  gates[gate + 2 * cells] = g;
  gates[gate + 3 * cells] = o;
  cell[at] = c;
  ${output}[at] = o * squash(c);
}

fn main(index : i32) {
  makeTile(uniforms.width);
}
`;
}

/** h_t = (o ⊙ tanh(c_t)) · projection */
function project(
  projection: tf.Tensor2D,
  { hidden, unprojected }: Pick<WebGpuOutputs, 'hidden' | 'unprojected'>,
  t: number,
): void {
  const [, batch, width] = hidden.shape;
  runInPlace({
    name: 'lstm project',
    inputs: { projection, unprojected },
    targets: { hidden },
    uniforms: { t, batch, width, cells: unprojected.shape[2] },
    ...stepWorkgroups(batch, width),
    code: stepTileWgsl('f32', 'columns') + projectWgsl,
  });
}

const projectWgsl = `
fn leftAt(row : i32, i : i32) -> f32 {
  if (row >= uniforms.batch || i >= uniforms.cells) {
    return 0.0;
  }
  return unprojected[(uniforms.t * uniforms.batch + row) * uniforms.cells + i];
}

fn rightAt(i : i32, column : i32) -> f32 {
  if (i >= uniforms.cells || column >= uniforms.width) {
    return 0.0;
  }
  return projection[i * uniforms.width + column];
}

fn store(row : i32, column : i32, sum : f32) {
  if (row < uniforms.batch && column < uniforms.width) {
    hidden[(uniforms.t * uniforms.batch + row) * uniforms.width + column] = sum;
  }
}

fn main(index : i32) {
  makeTile(uniforms.cells);
}
`;
