import { emptyTensor, multiplyOnWebGpu, outerOnWebGpu, runInPlace } from '@outrageous/core/webgpu';
import * as tf from '@tensorflow/tfjs-core';
import { before, overSteps } from '../parts/overSteps.js';
import { previousWgsl, stepTileWgsl, stepWorkgroups } from '../kernels/stepTileWgsl.js';
import type { GruGradient, GruInputs } from './inputs.js';
import type { GruOutputs } from './trace.js';

interface ThroughTime {
  /** float32 [time, batch, 4 · cells]: the gradients before the activations: r, z, n_x and n_h. */
  readonly gates: tf.Tensor3D;
  /** float32 [batch, cells]: what the step that was done last leaves to h_{t−1} directly. */
  readonly kept: tf.Tensor2D;
}

/**
 * Back-propagation through time: one shader per step, which multiplies the later step's gradient with the weight and
 * goes back through the gates. Input, weights and biases get their gradients after the last, in one product each.
 */
export function backwardOnWebGpu(inputs: GruInputs, outputs: GruOutputs, dy: tf.Tensor3D): GruGradient {
  const { x, hidden, inputWeight, hiddenWeight } = inputs;
  const through = backThroughTime(inputs, outputs, dy);
  const { fromInput, fromHidden } = parts(through);
  return {
    x: () => tf.reshape(timesTransposed(fromInput, inputWeight), x.shape),
    inputWeight: () => outerProduct(overSteps(x), fromInput),
    hiddenWeight: () => outerProduct(overSteps(before(outputs.hidden, hidden)), fromHidden),
    inputBias: () => tf.sum(fromInput, 0),
    hiddenBias: () => tf.sum(fromHidden, 0),
    hidden: () => {
      const first = tf.slice<tf.Rank.R2, tf.Tensor2D>(fromHidden, 0, hidden.shape[0]);
      return tf.add(through.kept, timesTransposed(first, hiddenWeight));
    },
  };
}

function timesTransposed(rows: tf.Tensor2D, weight: tf.Tensor2D): tf.Tensor {
  return multiplyOnWebGpu({ rows, weights: tf.reshape<tf.Rank.R3>(weight, [1, ...weight.shape]), transposed: true });
}

function outerProduct(left: tf.Tensor2D, right: tf.Tensor2D): tf.Tensor {
  return tf.squeeze(outerOnWebGpu(left, right), [0]);
}

/** The gradients of the inputs' part and of the hidden states' part of all steps; each [time · batch, 3 · cells]. */
function parts({ gates }: ThroughTime): { fromInput: tf.Tensor2D; fromHidden: tf.Tensor2D } {
  const cells = gates.shape[2] / 4;
  const [both, candidate, recalled] = tf.split<tf.Tensor2D>(overSteps(gates), [2 * cells, cells, cells], 1);
  return { fromInput: tf.concat([both, candidate], 1), fromHidden: tf.concat([both, recalled], 1) };
}

function backThroughTime(
  { hidden: initialHidden, hiddenWeight }: GruInputs,
  { gates, hidden, recalled }: GruOutputs,
  above: tf.Tensor3D,
): ThroughTime {
  const [time, batch, cells] = hidden.shape;
  const through = {
    gates: emptyTensor([time, batch, 4 * cells]),
    kept: emptyTensor([batch, cells]),
  };
  for (let t = time - 1; t >= 0; t--) {
    runInPlace({
      name: 'gru backward',
      inputs: { above, gates, hidden, recalled, initialHidden, hiddenWeight },
      targets: { dGates: through.gates, kept: through.kept },
      // No step comes after the last: nothing is summed.
      uniforms: { t, time, batch, cells, depth: t === time - 1 ? 0 : 3 * cells },
      ...stepWorkgroups(batch, cells),
      code: [stepTileWgsl('f32', 'depth'), previousWgsl('hidden', 'initialHidden'), stepWgsl].join('\n'),
    });
  }
  return through;
}

const stepWgsl = `
// of step t + 1: r, z and n_h, which come first, second and fourth
fn leftAt(row : i32, i : i32) -> f32 {
  if (row >= uniforms.batch || i >= 3 * uniforms.cells) {
    return 0.0;
  }
  let gate = select(i, i + uniforms.cells, i >= 2 * uniforms.cells);
  return dGates[((uniforms.t + 1) * uniforms.batch + row) * 4 * uniforms.cells + gate];
}

fn rightAt(i : i32, column : i32) -> f32 {
  if (i >= 3 * uniforms.cells || column >= uniforms.cells) {
    return 0.0;
  }
  return hiddenWeight[column * 3 * uniforms.cells + i];
}

fn later(state : i32) -> f32 {
  if (uniforms.t == uniforms.time - 1) {
    return 0.0;
  }
  return kept[state];
}

fn store(row : i32, column : i32, sum : f32) {
  if (row >= uniforms.batch || column >= uniforms.cells) {
    return;
  }
  let cells = uniforms.cells;
  let state = row * cells + column;
  let at = uniforms.t * uniforms.batch * cells + state;
  let gate = at * 3 - 2 * column;
  let r = gates[gate];
  let z = gates[gate + cells];
  let n = gates[gate + 2 * cells];
  let dh = above[at] + later(state) + sum;
  let dn = dh * (1.0 - z) * (1.0 - n * n);
  let dGate = at * 4 - 3 * column;
  dGates[dGate] = dn * recalled[at] * r * (1.0 - r);
  dGates[dGate + cells] = dh * (previous(row, column) - n) * z * (1.0 - z);
  dGates[dGate + 2 * cells] = dn;
  dGates[dGate + 3 * cells] = dn * r;
  kept[state] = dh * z;
}

fn main(index : i32) {
  makeTile(uniforms.depth);
}
`;
