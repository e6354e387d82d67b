import { tensorflow } from '#tensorflow/gruSequence';
import { defineOp } from '@outrageous/core';
import * as tf from '@tensorflow/tfjs-core';
import { checkSizes } from '../parts/checkShapes.js';
import { lastStep } from '../parts/overSteps.js';
import { isWithoutRows, statesWithoutRows } from '../parts/withoutRows.js';
import { backward } from './backward.js';
import { backwardOnWebGpu } from './backwardWebgpu.js';
import { forwardThroughTime } from './forward.js';
import { forwardOnWebGpu } from './forwardWebgpu.js';
import type { GruInputs, GruState, GruWeights } from './inputs.js';
import { fromOutputs, type OutputList, toOutputs } from './trace.js';

const gruOp = defineOp<GruInputs, Record<string, never>, OutputList, [tf.Tensor3D]>({
  name: 'OutrageousGruSequence',
  inputs: ['x', 'hidden', 'inputWeight', 'hiddenWeight', 'inputBias', 'hiddenBias'],
  outputs: 3,
  given: 1,
  reference: (inputs) => (isWithoutRows(inputs) ? [statesWithoutRows(inputs)] : toOutputs(forwardThroughTime(inputs))),
  kernels: {
    tensorflow: tensorflow.forward,
    webgpu: (inputs) => toOutputs(forwardOnWebGpu(inputs)),
  },
  gradient: ([dy], { inputs, outputs }) => (isWithoutRows(inputs) ? {} : backward(inputs, fromOutputs(outputs), dy)),
  gradientKernels: {
    tensorflow: tensorflow.gradient,
    webgpu: ([dy], { inputs, outputs }) => backwardOnWebGpu(inputs, fromOutputs(outputs), dy),
  },
});

/**
 * A GRU over all steps of a window, as one differentiable op:
 *
 *     [r; z; n_x] = x_t · W_input + b_input,   [r'; z'; n_h] = h_{t−1} · W_hidden + b_hidden
 *     n = tanh(n_x + σ(r + r') ⊙ n_h)
 *     h_t = n + σ(z + z') ⊙ (h_{t−1} − n)
 *
 * Gradients flow to x, the state and the weights, from all h_t and from the state after the last step.
 *
 * @param x float32 [time, batch, input width], at least one step
 * @param state the state before the first step
 * @returns `output`: h_t, float32 [time, batch, cells], and the `state` after the last step; no rows for a batch of 0
 * @throws RangeError when there is no step, or the state has no cells
 * @example
 * ```ts
 * const { output, state } = gruSequence(x, { hidden }, { inputWeight, hiddenWeight, inputBias, hiddenBias });
 * ```
 */
export function gruSequence(
  x: tf.Tensor3D,
  { hidden }: GruState,
  { inputWeight, hiddenWeight, inputBias, hiddenBias }: GruWeights,
): { output: tf.Tensor3D; state: GruState } {
  checkSizes('gruSequence', x, [hidden]);
  return tf.tidy(() => {
    const [output] = gruOp({ x, hidden, inputWeight, hiddenWeight, inputBias, hiddenBias }, {});
    return { output, state: { hidden: lastStep(output) } };
  });
}
