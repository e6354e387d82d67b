import { type Parameter, parameterSpec, type Recurrent, uniformWithin, zeros } from '@outrageous/core';
import { checkOptions } from '@outrageous/core/options';
import * as tf from '@tensorflow/tfjs-core';
import { checkInput, checkState } from './parts/checkShapes.js';
import { sizeKinds } from './parts/kinds.js';
import { gruSequence } from './gruSequence/gruSequence.js';
import type { GruState, GruWeights } from './gruSequence/inputs.js';

/** The parameters of a GRU: {@link GruWeights}, stored. */
export type GruParameters = {
  readonly inputWeight: Parameter<tf.Rank.R2>;
  readonly hiddenWeight: Parameter<tf.Rank.R2>;
  readonly inputBias: Parameter<tf.Rank.R1>;
  readonly hiddenBias: Parameter<tf.Rank.R1>;
};

/** The sizes of a GRU. */
export interface GruOptions {
  /** The width of the input, d. */
  readonly inputWidth: number;
  /** The number of cells, which is the width of the output. */
  readonly cells: number;
}

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
 * @throws RangeError or TypeError when a size is missing, unknown, or no whole number from 1 up
 * @throws Error from `apply` when input or state have other shapes
 * @example
 * ```ts
 * const layer = gru({ inputWidth: 512, cells: 512 });
 * const parameters = initialize(layer.parameters, key(0));
 * const { output, state } = layer.apply(parameters, { input, state: layer.zeroState(32) }, context);
 * ```
 */
export function gru(options: GruOptions): Recurrent<GruState> {
  const { inputWidth, cells } = checkOptions('gru', options, sizeKinds);
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
    apply: (leaves: GruParameters, { input, state }) => {
      checkInput('gru', input, inputWidth);
      checkState('gru', 'hidden', state.hidden, [input.shape[1], cells]);
      return gruSequence(input, state, gruWeights(leaves));
    },
  };
}

/** The current values of a GRU's parameters. */
export function gruWeights({ inputWeight, hiddenWeight, inputBias, hiddenBias }: GruParameters): GruWeights {
  return {
    inputWeight: inputWeight.read(),
    hiddenWeight: hiddenWeight.read(),
    inputBias: inputBias.read(),
    hiddenBias: hiddenBias.read(),
  };
}
