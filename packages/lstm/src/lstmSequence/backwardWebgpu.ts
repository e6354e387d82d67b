import { emptyTensor, multiplyOnWebGpu, outerOnWebGpu, runInPlace } from '@outrageous/core/webgpu';
import * as tf from '@tensorflow/tfjs-core';
import { before, overSteps } from '../parts/overSteps.js';
import { activationsWgsl, previousWgsl, stepTileWgsl, stepWorkgroups } from '../kernels/stepTileWgsl.js';
import type { LstmGradient, LstmInputs, LstmOutputGradients } from './inputs.js';
import type { WebGpuOutputs } from './trace.js';

interface ThroughTime {
  /** float32 [time, batch, 4 · cells]: the gradient before the activations of the gates. */
  readonly gates: tf.Tensor3D;
  /** float32 [time, batch, hidden width]: the gradient of the hidden states, of an LSTM with a projection. */
  readonly hidden: tf.Tensor3D;
  /** float32 [batch, cells]: the gradient of the cells before the step that was done last. */
  readonly cell: tf.Tensor2D;
}

/**
 * Back-propagation through time: one shader per step, which multiplies the later step's gradient with the weight
 * and goes back through cells and gates; with a projection two. Input, weight, bias and projection get their
 * gradients after the last, in one product each.
 */
export function backwardOnWebGpu(inputs: LstmInputs, outputs: WebGpuOutputs, dy: LstmOutputGradients): LstmGradient {
  const { x, weight, hidden } = inputs;
  const through = backThroughTime(inputs, outputs, dy);
  const gates = overSteps(through.gates);
  const weights = tf.reshape<tf.Rank.R3>(weight, [1, ...weight.shape]);
  return {
    x: () => tf.reshape(multiplyOnWebGpu({ rows: gates, weights, transposed: true, width: x.shape[2] }), x.shape),
    weight: () => {
      const rows = overSteps(tf.concat([x, before(outputs.hidden, hidden)], 2));
      return tf.reshape(outerOnWebGpu(rows, gates), weight.shape);
    },
    bias: () => tf.sum(gates, 0),
    hidden: () => initialHidden(inputs, through.gates),
    cell: () => through.cell,
    projection: () => tf.squeeze(outerOnWebGpu(overSteps(outputs.unprojected), overSteps(through.hidden)), [0]),
  };
}

/** The first step's gradient of its gates, times the rows of the weight for h. */
function initialHidden({ x, hidden, weight }: LstmInputs, gates: tf.Tensor3D): tf.Tensor {
  const [, batch, columns] = gates.shape;
  const width = hidden.shape[1];
  const forHidden = tf.reshape<tf.Rank.R3>(tf.slice(weight, [x.shape[2], 0], [width, columns]), [1, width, columns]);
  const rows = tf.reshape<tf.Rank.R2>(tf.slice(gates, 0, 1), [batch, columns]);
  return multiplyOnWebGpu({ rows, weights: forHidden, transposed: true });
}

function backThroughTime(inputs: LstmInputs, outputs: WebGpuOutputs, dy: LstmOutputGradients): ThroughTime {
  const through = {
    gates: emptyTensor(outputs.gates.shape),
    hidden: inputs.projection ? emptyTensor(dy.hidden.shape) : dy.hidden,
    cell: emptyTensor(inputs.cell.shape),
  };
  for (let t = outputs.gates.shape[0] - 1; t >= 0; t--) {
    if (inputs.projection) stepToHidden(inputs, through, dy, t);
    stepToGates(inputs, outputs, through, { ...dy, t });
  }
  return through;
}

/** The gradient of h_t: from above, and from the gates of the next step. */
function stepToHidden(
  { x, weight }: LstmInputs,
  { gates, hidden }: ThroughTime,
  dy: LstmOutputGradients,
  t: number,
): void {
  const [time, batch, width] = hidden.shape;
  runInPlace({
    name: 'lstm backward hidden',
    inputs: { above: dy.hidden, weight, dGates: gates },
    targets: { dHidden: hidden },
    uniforms: {
      t,
      batch,
      width,
      columns: gates.shape[2],
      inputWidth: x.shape[2],
      depth: later(t, time, gates.shape[2]),
    },
    ...stepWorkgroups(batch, width),
    code: `${stepTileWgsl('f32', 'depth')}${fromLaterGates}
fn store(row : i32, column : i32, sum : f32) {
  if (row < uniforms.batch && column < uniforms.width) {
    let at = (uniforms.t * uniforms.batch + row) * uniforms.width + column;
    dHidden[at] = above[at] + sum;
  }
}
`,
  });
}

/** The gradients of the gates of step t, and of the cells before it. */
function stepToGates(
  { x, weight, projection, cell: initialCell }: LstmInputs,
  { gates, cell }: WebGpuOutputs,
  through: ThroughTime,
  { hidden: above, finalCell, t }: LstmOutputGradients & { readonly t: number },
): void {
  const [time, batch, cells] = cell.shape;
  const width = through.hidden.shape[2];
  const common = { finalCell, gates, cell, initialCell };
  runInPlace({
    name: `lstm backward gates ${projection ? 'projected' : 'plain'}`,
    inputs: projection ? { ...common, projection, dHidden: through.hidden } : { ...common, above, weight },
    targets: { dGates: through.gates, dCell: through.cell },
    uniforms: {
      ...{ t, time, batch, width, cells, columns: 4 * cells, inputWidth: x.shape[2] },
      depth: projection ? width : later(t, time, 4 * cells),
    },
    ...stepWorkgroups(batch, cells),
    code: [
      stepTileWgsl('f32', 'depth'),
      activationsWgsl,
      previousWgsl('cell', 'initialCell'),
      projection ? fromProjection : fromLaterGates + fromAbove,
      gatesWgsl,
    ].join('\n'),
  });
}

/** No step comes after the last: nothing is summed. */
function later(t: number, time: number, depth: number): number {
  return t === time - 1 ? 0 : depth;
}

/** dGates_{t+1} · (the rows of the weight for h)ᵀ */
const fromLaterGates = `
fn leftAt(row : i32, i : i32) -> f32 {
  if (row >= uniforms.batch || i >= uniforms.columns) {
    return 0.0;
  }
  return dGates[((uniforms.t + 1) * uniforms.batch + row) * uniforms.columns + i];
}

fn rightAt(i : i32, column : i32) -> f32 {
  if (i >= uniforms.columns || column >= uniforms.width) {
    return 0.0;
  }
  return weight[(uniforms.inputWidth + column) * uniforms.columns + i];
}

fn main(index : i32) {
  makeTile(uniforms.depth);
}
`;

const fromAbove = `
fn dOutput(at : i32, sum : f32) -> f32 {
  return above[at] + sum;
}
`;

/** dHidden_t · projectionᵀ */
const fromProjection = `
fn leftAt(row : i32, i : i32) -> f32 {
  if (row >= uniforms.batch || i >= uniforms.width) {
    return 0.0;
  }
  return dHidden[(uniforms.t * uniforms.batch + row) * uniforms.width + i];
}

fn rightAt(i : i32, column : i32) -> f32 {
  if (i >= uniforms.width || column >= uniforms.cells) {
    return 0.0;
  }
  return projection[column * uniforms.width + i];
}

fn dOutput(at : i32, sum : f32) -> f32 {
  return sum;
}

fn main(index : i32) {
  makeTile(uniforms.depth);
}
`;

const gatesWgsl = `
fn laterCell(state : i32) -> f32 {
  if (uniforms.t == uniforms.time - 1) {
    return finalCell[state];
  }
  return dCell[state];
}

fn store(row : i32, column : i32, sum : f32) {
  if (row >= uniforms.batch || column >= uniforms.cells) {
    return;
  }
  let cells = uniforms.cells;
  let state = row * cells + column;
  let at = uniforms.t * uniforms.batch * cells + state;
  let gate = at * 4 - 3 * column;
  let i = gates[gate];
  let f = gates[gate + cells];
  let g = gates[gate + 2 * cells];
  let o = gates[gate + 3 * cells];
  let squashed = squash(cell[at]);
  let dOut = dOutput(at, sum);
  let dc = laterCell(state) + dOut * o * (1.0 - squashed * squashed);
  dGates[gate] = dc * g * i * (1.0 - i);
  dGates[gate + cells] = dc * previous(row, column) * f * (1.0 - f);
  dGates[gate + 2 * cells] = dc * i * (1.0 - g * g);
  dGates[gate + 3 * cells] = dOut * squashed * o * (1.0 - o);
  dCell[state] = dc * f;
}
`;
