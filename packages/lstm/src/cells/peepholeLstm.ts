import { parameterSpec, uniformWithin, zeros } from '@outrageous/core';
import { checkOptions } from '@outrageous/core/options';
import * as tf from '@tensorflow/tfjs-core';
import { rememberingBias } from '../lstm.js';
import type { LstmState } from '../lstmSequence/inputs.js';
import { sizeKinds } from '../parts/kinds.js';
import type { Cell } from './cell.js';
import { lstmCell, type LstmCellOptions } from './lstmCell.js';
import { gatesOf } from './gatesOf.js';

/**
 * An LSTM whose gates see the memory cells, through one weight for each:
 *
 *     [i; f; g; o] = [x_t; h_{t−1}] · weight + bias
 *     c_t = σ(f + p_f ⊙ c_{t−1}) ⊙ c_{t−1} + σ(i + p_i ⊙ c_{t−1}) ⊙ tanh(g)
 *     h_t = σ(o + p_o ⊙ c_t) ⊙ tanh(c_t)
 *
 * Parameters: `weight` [inputWidth + cells, 4 · cells] and `bias` [4 · cells] as those of `lstm`, and `peepholes`
 * [3, cells], the rows p_i, p_f and p_o, which start at 0. Source: Gers, Schraudolph and Schmidhuber, "Learning precise
 * timing with LSTM recurrent networks" (2002). It runs step by step, so it is much slower than `lstm`.
 *
 * @throws Error from `apply` when the state has other shapes
 * @example
 * ```ts
 * const layer = unrolled(peepholeLstm({ inputWidth: 64, cells: 64 }));
 * ```
 */
export function peepholeLstm(options: LstmCellOptions): Cell<LstmState> {
  const { inputWidth, cells } = checkOptions('peepholeLstm', options, sizeKinds);
  const parameters = {
    weight: parameterSpec([inputWidth + cells, 4 * cells], uniformWithin(1 / Math.sqrt(cells))),
    bias: parameterSpec([4 * cells], rememberingBias),
    peepholes: parameterSpec([3, cells], zeros),
  };
  return lstmCell(
    { inputWidth, cells },
    {
      name: 'peepholeLstm',
      parameters,
      gates: 4,
      step: ({ weight, bias, peepholes }, x, { cell: before, hidden }) => {
        const [i, f, g, o] = gatesOf([x, hidden], weight, bias);
        const [toInput, toForget, toOutput] = tf.unstack(peepholes.read());
        const forget = tf.sigmoid(tf.add(f, tf.mul(toForget, before)));
        const input = tf.sigmoid(tf.add(i, tf.mul(toInput, before)));
        const cell: tf.Tensor2D = tf.add(tf.mul(forget, before), tf.mul(input, tf.tanh(g)));
        const output = tf.sigmoid(tf.add(o, tf.mul(toOutput, cell)));
        return { cell, hidden: tf.mul(output, tf.tanh(cell)) };
      },
    },
  );
}
