import { parameterSpec, uniformWithin, zeros, type ParametersOf, type Recurrent } from '@outrageous/core';
import * as tf from '@tensorflow/tfjs-core';
import { checkInput, checkState } from './checkShapes.js';
import { linearPerStep } from './linearPerStep.js';

/** The sizes of a GRU. */
export interface GruOptions {
  /** The width of the input, d. */
  readonly inputWidth: number;
  /** The number of cells, which is the width of the output. */
  readonly cells: number;
}

/** What a GRU carries from one step to the next, and from one window to the next. */
export type GruState = {
  /** float32 [batch, cells] */
  readonly hidden: tf.Tensor2D;
};

/**
 * A gated recurrent unit in PyTorch's form, whose reset gate acts after the
 * multiplication with the hidden state:
 *
 *     [r; z; n_x] = x_t · inputWeight + inputBias
 *     [r'; z'; n_h] = h_{t−1} · hiddenWeight + hiddenBias
 *     n = tanh(n_x + σ(r + r') ⊙ n_h)
 *     h_t = n + σ(z + z') ⊙ (h_{t−1} − n)
 *
 * Parameters: `inputWeight` [inputWidth, 3 · cells], `hiddenWeight`
 * [cells, 3 · cells], `inputBias` and `hiddenBias` [3 · cells]. They are PyTorch's
 * weight_ihᵀ, weight_hhᵀ, bias_ih and bias_hh. Weights start uniform in
 * ±1/√cells, biases at 0.
 *
 * @throws Error from `apply` when input or state have other shapes
 * @example
 * ```ts
 * const layer = gru({ inputWidth: 512, cells: 512 });
 * const parameters = initialize(layer.parameters, key(0));
 * const { output, state } = layer.apply(parameters, { input, state: layer.zeroState(32) }, context);
 * ```
 */
export function gru({ inputWidth, cells }: GruOptions): Recurrent<GruState> {
  const uniform = uniformWithin(1 / Math.sqrt(cells));
  const parameters = {
    inputWeight: parameterSpec([inputWidth, 3 * cells], uniform),
    hiddenWeight: parameterSpec([cells, 3 * cells], uniform),
    inputBias: parameterSpec([3 * cells], zeros),
    hiddenBias: parameterSpec([3 * cells], zeros),
  };
  return {
    parameters,
    operations: 3 * cells * (inputWidth + cells),
    inputWidth,
    width: cells,
    zeroState: (batch) => ({ hidden: tf.zeros([batch, cells]) }),
    apply: (leaves: ParametersOf<typeof parameters>, { input, state }) => {
      checkInput('gru', input, inputWidth);
      checkState('gru', 'hidden', state.hidden, [input.shape[1], cells]);
      const weights = {
        inputWeight: leaves.inputWeight.read(),
        hiddenWeight: leaves.hiddenWeight.read(),
        inputBias: leaves.inputBias.read(),
        hiddenBias: leaves.hiddenBias.read(),
      };
      return tf.tidy(() => gruSequence(input, state, weights));
    },
  };
}

interface GruWeights {
  readonly inputWeight: tf.Tensor2D;
  readonly hiddenWeight: tf.Tensor2D;
  readonly inputBias: tf.Tensor1D;
  readonly hiddenBias: tf.Tensor1D;
}

function gruSequence(x: tf.Tensor3D, state: GruState, weights: GruWeights): { output: tf.Tensor3D; state: GruState } {
  const hiddens: tf.Tensor2D[] = [];
  let { hidden } = state;
  for (const fromInput of linearPerStep(x, weights.inputWeight, weights.inputBias)) {
    const fromHidden = tf.add<tf.Tensor2D>(tf.matMul(hidden, weights.hiddenWeight), weights.hiddenBias);
    hidden = gruStep(fromInput, fromHidden, hidden);
    hiddens.push(hidden);
  }
  return { output: tf.stack(hiddens) as tf.Tensor3D, state: { hidden } };
}

function gruStep(fromInput: tf.Tensor2D, fromHidden: tf.Tensor2D, hidden: tf.Tensor2D): tf.Tensor2D {
  const [resetX, updateX, candidateX] = tf.split<tf.Tensor2D>(fromInput, 3, 1);
  const [resetH, updateH, candidateH] = tf.split<tf.Tensor2D>(fromHidden, 3, 1);
  const reset = tf.sigmoid(tf.add(resetX, resetH));
  const update = tf.sigmoid(tf.add(updateX, updateH));
  const candidate = tf.tanh(tf.add<tf.Tensor2D>(candidateX, tf.mul(reset, candidateH)));
  return tf.add(candidate, tf.mul(update, tf.sub(hidden, candidate)));
}
