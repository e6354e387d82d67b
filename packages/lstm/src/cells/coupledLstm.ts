import { type Initializer, parameterSpec, uniformWithin } from '@outrageous/core';
import { checkOptions } from '@outrageous/core/options';
import * as tf from '@tensorflow/tfjs-core';
import type { LstmState } from '../lstmSequence/inputs.js';
import { sizeKinds } from '../parts/kinds.js';
import type { Cell } from './cell.js';
import { gatesOf } from './gatesOf.js';
import { lstmCell, type LstmCellOptions } from './lstmCell.js';

/**
 * An LSTM with coupled input and forget gates: as much is forgotten as is taken in.
 *
 *     [i; g; o] = [x_t; h_{t−1}] · weight + bias
 *     c_t = c_{t−1} + σ(i) ⊙ (tanh(g) − c_{t−1})
 *     h_t = σ(o) ⊙ tanh(c_t)
 *
 * Parameters: `weight` [inputWidth + cells, 3 · cells], uniform in ±1/√cells, and `bias` [3 · cells], which starts at −1
 * for i, so that the layer begins by remembering, and at 0 for g and o. A quarter fewer parameters than `lstm`. Source:
 * Greff et al., "LSTM: a search space odyssey" (2017), variant CIFG, without its peepholes. It runs step by step, so it
 * is much slower than `lstm`.
 *
 * @throws Error from `apply` when the state has other shapes
 * @example
 * ```ts
 * const layer = unrolled(coupledLstm({ inputWidth: 64, cells: 64 }));
 * ```
 */
export function coupledLstm(options: LstmCellOptions): Cell<LstmState> {
  const { inputWidth, cells } = checkOptions('coupledLstm', options, sizeKinds);
  const parameters = {
    weight: parameterSpec([inputWidth + cells, 3 * cells], uniformWithin(1 / Math.sqrt(cells))),
    bias: parameterSpec([3 * cells], hesitantBias),
  };
  return lstmCell(
    { inputWidth, cells },
    {
      name: 'coupledLstm',
      parameters,
      gates: 3,
      step: ({ weight, bias }, x, { cell: before, hidden }) => {
        const [i, g, o] = gatesOf([x, hidden], weight, bias);
        const cell: tf.Tensor2D = tf.add(before, tf.mul(tf.sigmoid(i), tf.sub(tf.tanh(g), before)));
        return { cell, hidden: tf.mul(tf.sigmoid(o), tf.tanh(cell)) };
      },
    },
  );
}

/** −1 for the input gate, the first of three; 0 for the others. */
const hesitantBias: Initializer = (_key, [size]) =>
  tf.tidy(() => tf.concat([tf.fill([size / 3], -1), tf.zeros([(size / 3) * 2])]));
