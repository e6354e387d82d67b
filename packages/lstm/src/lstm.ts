import { parameterSpec, uniformWithin, type Initializer, type Parameter, type Recurrent } from '@outrageous/core';
import { checkOptions, optional } from '@outrageous/core/options';
import * as is from '@outrageous/core/options';
import * as tf from '@tensorflow/tfjs-core';
import { checkInput, checkState } from './parts/checkShapes.js';
import { sizeKinds } from './parts/kinds.js';
import type { LstmState, LstmWeights } from './lstmSequence/inputs.js';
import { lstmSequence } from './lstmSequence/lstmSequence.js';

/** The parameters of an LSTM: {@link LstmWeights}, stored. */
export type LstmParameters = {
  readonly weight: Parameter<tf.Rank.R2>;
  readonly bias: Parameter<tf.Rank.R1>;
  readonly projection?: Parameter<tf.Rank.R2>;
};

/** The sizes of an LSTM. */
export interface LstmOptions {
  /** The width of the input, d. */
  readonly inputWidth: number;
  /** The number of memory cells. */
  readonly cells: number;
  /** The width of the hidden state, where it is smaller than the cells; the cells' number by default. */
  readonly projection?: number;
}

const kinds = { ...sizeKinds, projection: optional(is.size) };

/**
 * A long short-term memory, with or without a projection of its output
 * (LSTM-2048-512 in the paper's appendix C is `{ cells: 2048, projection: 512 }`):
 *
 *     [i; f; g; o] = [x_t; h_{t−1}] · weight + bias
 *     c_t = σ(f) ⊙ c_{t−1} + σ(i) ⊙ tanh(g)
 *     h_t = (σ(o) ⊙ tanh(c_t)) · projection
 *
 * Parameters: `weight` [inputWidth + hidden width, 4 · cells] with the rows for x
 * first and the gates in PyTorch's order, `bias` [4 · cells], and `projection`
 * [cells, hidden width] where there is one, without a bias. In PyTorch's terms
 * `weight` is [W_ihᵀ; W_hhᵀ], `bias` is b_ih + b_hh, and `projection` is W_hrᵀ.
 *
 * Weights start uniform in ±1/√cells, as PyTorch's. The bias starts at 1 for the
 * forget gate, so that gradients reach far back from the first step on, and at 0
 * for the others; PyTorch draws it like the weights.
 *
 * Between two windows of truncated back-propagation only the state's values are
 * carried over: a state that was made on another tape is a constant.
 *
 * @throws RangeError or TypeError when a size is missing, unknown, or no whole number from 1 up
 * @throws Error from `apply` when input or state have other shapes
 * @example
 * ```ts
 * const layer = lstm({ inputWidth: 512, cells: 512 });
 * const parameters = initialize(layer.parameters, key(0));
 * const { output, state } = layer.apply(parameters, { input, state: layer.zeroState(32) }, context);
 * ```
 */
export function lstm(options: LstmOptions): Recurrent<LstmState> {
  const { inputWidth, cells, projection } = checkOptions('lstm', options, kinds);
  const width = projection ?? cells;
  const uniform = uniformWithin(1 / Math.sqrt(cells));
  const parameters = {
    weight: parameterSpec([inputWidth + width, 4 * cells], uniform),
    bias: parameterSpec([4 * cells], rememberingBias),
    ...(projection !== undefined && { projection: parameterSpec([cells, projection], uniform) }),
  };
  return {
    parameters,
    operations: 4 * cells * (inputWidth + width) + cells * (projection ?? 0),
    inputWidth,
    width,
    zeroState: (batch) => ({ cell: tf.zeros([batch, cells]), hidden: tf.zeros([batch, width]) }),
    apply: (leaves: LstmParameters, { input, state }) => {
      checkInput('lstm', input, inputWidth);
      checkState('lstm', 'cell', state.cell, [input.shape[1], cells]);
      checkState('lstm', 'hidden', state.hidden, [input.shape[1], width]);
      return lstmSequence(input, state, lstmWeights(leaves));
    },
  };
}

/** The current values of an LSTM's parameters. */
export function lstmWeights({ weight, bias, projection }: LstmParameters): LstmWeights {
  return { weight: weight.read(), bias: bias.read(), projection: projection?.read() };
}

/** 1 for the forget gate, the second of four; 0 for the others. */
export const rememberingBias: Initializer = (_key, [size]) =>
  tf.tidy(() => tf.concat([tf.zeros([size / 4]), tf.ones([size / 4]), tf.zeros([size / 2])]));
