import {
  childContext,
  type Context,
  type Initializer,
  type Mixture,
  type ParametersOf,
  type ParameterTree,
  parameterSpec,
  uniformWithin,
} from '@outrageous/core';
import { checkOptions } from '@outrageous/core/options';
import * as is from '@outrageous/core/options';
import * as tf from '@tensorflow/tfjs-core';
import type { LstmState } from '../lstmSequence/inputs.js';
import { overTime } from '../overTime.js';
import { sizeKinds } from '../parts/kinds.js';
import type { Cell, StepInput } from './cell.js';
import { gatesOf } from './gatesOf.js';
import { checkLstmState, type LstmCellOptions, lstmStates } from './lstmCell.js';

/** What {@link mixtureLstm} is made from. */
export interface MixtureLstmOptions extends LstmCellOptions {
  /** What makes the new content: from width inputWidth + cells to cells. */
  readonly mixture: Mixture;
}

const kinds = { ...sizeKinds, mixture: is.mixture };

/**
 * An LSTM whose new content comes from experts, chosen anew at each step by input and hidden state:
 *
 *     [i; f; o] = [x_t; h_{t−1}] · weight + bias    g = mixture([x_t; h_{t−1}])
 *     c_t = σ(f) ⊙ c_{t−1} + σ(i) ⊙ tanh(g)
 *     h_t = σ(o) ⊙ tanh(c_t)
 *
 * Parameters: `weight` [inputWidth + cells, 3 · cells], uniform in ±1/√cells, `bias` [3 · cells], which starts at 1 for f,
 * so that the layer begins by remembering, and at 0 for i and o, and `mixture`. The steps of a window are parts of one
 * batch: `unrolled` adds what the gate sums up before importance and load make a loss. Padding goes to no expert: its g
 * is 0. The paper names it as work to come: a mixture in the place of the recurrent weight matrices (section 3.1). It runs
 * step by step, and an expert sees the tokens of one step at a time, so it is much slower than a mixture between layers.
 *
 * @throws RangeError or TypeError when a size is no whole number from 1 up, or the mixture none
 * @throws Error when the mixture has other widths; from `apply` when the state has other shapes
 * @example
 * ```ts
 * const layer = unrolled(mixtureLstm({ inputWidth: 64, cells: 64, mixture: mixture(gate, pool) }));
 * ```
 */
export function mixtureLstm(options: MixtureLstmOptions): Cell<LstmState> {
  const { inputWidth, cells, mixture } = checkOptions('mixtureLstm', options, kinds);
  const seenWidth = inputWidth + cells;
  const parameters = {
    weight: parameterSpec([seenWidth, 3 * cells], uniformWithin(1 / Math.sqrt(cells))),
    bias: parameterSpec([3 * cells], rememberingBias),
    mixture: mixture.parameters,
  };
  const content = contentOf(mixture, seenWidth, cells);
  return {
    parameters,
    operations: 3 * cells * seenWidth + mixture.operations,
    inputWidth,
    width: cells,
    ...lstmStates(cells),
    apply: ({ weight, bias, ...tree }: ParametersOf<typeof parameters>, step, context) => {
      const { cell: before, hidden } = step.state;
      checkLstmState('mixtureLstm', step.state, [step.input.shape[0], cells]);
      const [i, f, o] = gatesOf([step.input, hidden], weight, bias);
      const { g, routings } = content(tree.mixture, step, context);
      const cell = tf.add<tf.Tensor2D>(tf.mul(tf.sigmoid(f), before), tf.mul(tf.sigmoid(i), tf.tanh(g)));
      return { state: { cell, hidden: tf.mul<tf.Tensor2D>(tf.sigmoid(o), tf.tanh(cell)) }, routings };
    },
  };
}

/** g, and how its tokens were routed; zeros where no token is real, as there is nothing to route. */
function contentOf(mixture: Mixture, inputWidth: number, width: number) {
  const layer = overTime(mixture, { inputWidth, width });
  return (tree: ParameterTree, { input: x, state, tokens, step }: StepInput<LstmState>, context: Context) => {
    if (tokens?.length === 0) return { g: tf.zerosLike(state.cell), routings: [] };
    const input = tf.expandDims<tf.Tensor3D>(tf.concat([x, state.hidden], 1));
    const { output, routings } = layer.apply(tree, { input, state: [], tokens }, childContext(context, step));
    return { g: tf.squeeze<tf.Tensor2D>(output, [0]), routings };
  };
}

/** 1 for the forget gate, the second of three; 0 for the others. */
const rememberingBias: Initializer = (_key, [size]) =>
  tf.tidy(() => tf.concat([tf.zeros([size / 3]), tf.ones([size / 3]), tf.zeros([size / 3])]));
