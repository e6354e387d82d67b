import { defineOp, nativeOps, type OpGradient } from '@outrageous/core';
import * as tf from '@tensorflow/tfjs-core';
import { lastStep } from '../parts/overSteps.js';
import { backward } from './backward.js';
import { backwardOnWebGpu } from './backwardWebgpu.js';
import { forwardThroughTime } from './forward.js';
import { forwardOnWebGpu } from './forwardWebgpu.js';
import type { LstmInputs, LstmState, LstmWeights } from './inputs.js';
import { backwardNatively, forwardNatively } from './native.js';
import { backwardWithTensorflow, forwardWithTensorflow } from './tensorflow.js';
import {
  fromKernelOutputs,
  fromOutputs,
  fromWebGpuOutputs,
  type OutputList,
  OUTPUTS,
  toKernelOutputs,
  toOutputs,
  toWebGpuOutputs,
} from './trace.js';

/** The outputs that callers get. */
type Given = [hidden: tf.Tensor3D, finalCell: tf.Tensor2D];

type PlainInputs = Omit<LstmInputs, 'projection'>;
type ProjectedInputs = PlainInputs & { readonly projection: tf.Tensor2D };

/**
 * Without native ops: up to so many cells TensorFlow's own backward pass is faster than
 * {@link backward}, which has larger matrix multiplications but more ops.
 */
const FEW_CELLS = 256;

const gradient: OpGradient<LstmInputs, Record<string, never>, OutputList, Given> = (
  [hidden, finalCell],
  { inputs, outputs },
) => {
  const above = { hidden, finalCell };
  if (tf.getBackend() === 'webgpu') return backwardOnWebGpu(inputs, fromWebGpuOutputs(outputs), above);
  if (nativeOps('lstm')) return backwardNatively(inputs, fromKernelOutputs(outputs), above);
  const fused = tf.getBackend() === 'tensorflow' && !inputs.projection && inputs.cell.shape[1] <= FEW_CELLS;
  return (fused ? backwardWithTensorflow : backward)(inputs, fromOutputs(outputs), above);
};

const plainLstm = defineOp<PlainInputs, Record<string, never>, OutputList, Given>({
  name: 'OutrageousLstmSequence',
  inputs: ['x', 'hidden', 'cell', 'weight', 'bias'],
  outputs: OUTPUTS,
  given: 2,
  reference: (inputs) => toOutputs(forwardThroughTime(inputs)),
  kernels: {
    tensorflow: (inputs) =>
      nativeOps('lstm') ? toKernelOutputs(forwardNatively(inputs)) : toOutputs(forwardWithTensorflow(inputs)),
    webgpu: (inputs) => toWebGpuOutputs(forwardOnWebGpu(inputs)),
  },
  gradient,
});

const projectedLstm = defineOp<ProjectedInputs, Record<string, never>, OutputList, Given>({
  name: 'OutrageousProjectedLstmSequence',
  inputs: ['x', 'hidden', 'cell', 'weight', 'bias', 'projection'],
  outputs: OUTPUTS,
  given: 2,
  reference: (inputs) => toOutputs(forwardThroughTime(inputs)),
  kernels: {
    tensorflow: (inputs) =>
      nativeOps('lstm') ? toKernelOutputs(forwardNatively(inputs)) : toOutputs(forwardThroughTime(inputs)),
    webgpu: (inputs) => toWebGpuOutputs(forwardOnWebGpu(inputs)),
  },
  gradient,
});

/**
 * An LSTM over all steps of a window, as one differentiable op:
 *
 *     z_t = [x_t; h_{t−1}] · W + b = [i; f; g; o]
 *     c_t = σ(f) ⊙ c_{t−1} + σ(i) ⊙ tanh(g)
 *     h_t = σ(o) ⊙ tanh(c_t)                       (· W_projection)
 *
 * Gradients flow to x, the state and the weights, from all h_t and from the
 * state after the last step.
 *
 * @param x float32 [time, batch, input width], at least one step
 * @param state the state before the first step
 * @returns `output`: h_t, float32 [time, batch, hidden width], and the `state` after the last step
 * @example
 * ```ts
 * const { output, state } = lstmSequence(x, { cell, hidden }, { weight, bias });
 * ```
 */
export function lstmSequence(
  x: tf.Tensor3D,
  { cell, hidden }: LstmState,
  { weight, bias, projection }: LstmWeights,
): { output: tf.Tensor3D; state: LstmState } {
  return tf.tidy(() => {
    const inputs = { x, hidden, cell, weight, bias };
    const [output, finalCell] = projection ? projectedLstm({ ...inputs, projection }, {}) : plainLstm(inputs, {});
    return { output, state: { cell: finalCell, hidden: lastStep(output) } };
  });
}
