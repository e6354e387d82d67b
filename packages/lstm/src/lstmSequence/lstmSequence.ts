import { tensorflow } from '#tensorflow/lstmSequence';
import { defineOp } from '@outrageous/core';
import * as tf from '@tensorflow/tfjs-core';
import { checkSizes } from '../parts/checkShapes.js';
import { lastStep } from '../parts/overSteps.js';
import { isWithoutRows, statesWithoutRows } from '../parts/withoutRows.js';
import { backward } from './backward.js';
import { backwardOnWebGpu } from './backwardWebgpu.js';
import { forwardThroughTime } from './forward.js';
import { forwardOnWebGpu } from './forwardWebgpu.js';
import type { LstmInputs, LstmState, LstmWeights } from './inputs.js';
import { fromOutputs, fromWebGpuOutputs, type LstmOpGradient, type OutputList, OUTPUTS } from './trace.js';
import { toOutputs, toWebGpuOutputs } from './trace.js';

const gradient: LstmOpGradient = ([hidden, finalCell], { inputs, outputs }) =>
  isWithoutRows(inputs) ? {} : backward(inputs, fromOutputs(outputs), { hidden, finalCell });

const gradientOnWebGpu: LstmOpGradient = ([hidden, finalCell], { inputs, outputs }) =>
  backwardOnWebGpu(inputs, fromWebGpuOutputs(outputs), { hidden, finalCell });

/** What an LSTM with a projection and one without have in common. */
const passes = {
  outputs: OUTPUTS,
  given: 2,
  reference: (inputs: LstmInputs): OutputList =>
    isWithoutRows(inputs)
      ? [statesWithoutRows(inputs), tf.zeros(inputs.cell.shape)]
      : toOutputs(forwardThroughTime(inputs)),
  kernels: {
    tensorflow: tensorflow.forward,
    webgpu: (inputs: LstmInputs) => toWebGpuOutputs(forwardOnWebGpu(inputs)),
  },
  gradient,
  gradientKernels: { tensorflow: tensorflow.gradient, webgpu: gradientOnWebGpu },
} as const;

/** The outputs that callers get. */
type Given = [hidden: tf.Tensor3D, finalCell: tf.Tensor2D];

type PlainInputs = Omit<LstmInputs, 'projection'>;
type ProjectedInputs = PlainInputs & { readonly projection: tf.Tensor2D };

const plainLstm = defineOp<PlainInputs, Record<string, never>, OutputList, Given>({
  name: 'OutrageousLstmSequence',
  inputs: ['x', 'hidden', 'cell', 'weight', 'bias'],
  ...passes,
});

const projectedLstm = defineOp<ProjectedInputs, Record<string, never>, OutputList, Given>({
  name: 'OutrageousProjectedLstmSequence',
  inputs: ['x', 'hidden', 'cell', 'weight', 'bias', 'projection'],
  ...passes,
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
 * @returns `output`: h_t, float32 [time, batch, hidden width], and the `state` after the last step; no rows for a batch of 0
 * @throws RangeError when there is no step, or the state has no cells or no width
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
  checkSizes('lstmSequence', x, [cell, hidden]);
  return tf.tidy(() => {
    const inputs = { x, hidden, cell, weight, bias };
    const [output, finalCell] = projection ? projectedLstm({ ...inputs, projection }, {}) : plainLstm(inputs, {});
    return { output, state: { cell: finalCell, hidden: lastStep(output) } };
  });
}
