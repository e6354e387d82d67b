import { ones, parameterSpec, uniformWithin, zeros } from '@outrageous/core';
import { checkOptions } from '@outrageous/core/options';
import * as tf from '@tensorflow/tfjs-core';
import { rememberingBias } from '../lstm.js';
import type { LstmState } from '../lstmSequence/inputs.js';
import { sizeKinds } from '../parts/kinds.js';
import type { Cell } from './cell.js';
import { lstmCell, type LstmCellOptions } from './lstmCell.js';
import { normalised } from './normalised.js';

/**
 * An LSTM with layer normalisation:
 *
 *     [i; f; g; o] = N(x_t · inputWeight) ⊙ inputGain + N(h_{t−1} · hiddenWeight) ⊙ hiddenGain + bias
 *     c_t = σ(f) ⊙ c_{t−1} + σ(i) ⊙ tanh(g)
 *     h_t = σ(o) ⊙ tanh(N(c_t) ⊙ cellGain + cellBias)
 *
 * N brings the numbers of a row to mean 0 and variance 1: N(a) = (a − mean(a)) / √(variance(a) + 1e-5).
 *
 * Parameters: `inputWeight` [inputWidth, 4 · cells] and `hiddenWeight` [cells, 4 · cells], uniform in ±1/√cells;
 * `inputGain` and `hiddenGain` [4 · cells] and `cellGain` [cells], which start at 1; `bias` [4 · cells], as that of `lstm`;
 * `cellBias` [cells], which starts at 0. Source: Ba, Kiros and Hinton, "Layer normalization" (2016), equations 20 to 22,
 * whose three biases of the gates, which are only ever added, are one here. It runs step by step, so it is much slower
 * than `lstm`.
 *
 * @throws Error from `apply` when the state has other shapes
 * @example
 * ```ts
 * const layer = unrolled(layerNormLstm({ inputWidth: 64, cells: 64 }));
 * ```
 */
export function layerNormLstm(options: LstmCellOptions): Cell<LstmState> {
  const { inputWidth, cells } = checkOptions('layerNormLstm', options, sizeKinds);
  const uniform = uniformWithin(1 / Math.sqrt(cells));
  const parameters = {
    inputWeight: parameterSpec([inputWidth, 4 * cells], uniform),
    hiddenWeight: parameterSpec([cells, 4 * cells], uniform),
    inputGain: parameterSpec([4 * cells], ones),
    hiddenGain: parameterSpec([4 * cells], ones),
    bias: parameterSpec([4 * cells], rememberingBias),
    cellGain: parameterSpec([cells], ones),
    cellBias: parameterSpec([cells], zeros),
  };
  return lstmCell(
    { inputWidth, cells },
    {
      name: 'layerNormLstm',
      parameters,
      gates: 4,
      step: (leaves, x, { cell: before, hidden }) => {
        const fromInput = tf.mul(normalised(tf.matMul(x, leaves.inputWeight.read())), leaves.inputGain.read());
        const fromHidden = tf.mul(normalised(tf.matMul(hidden, leaves.hiddenWeight.read())), leaves.hiddenGain.read());
        const [i, f, g, o] = tf.split<tf.Tensor2D>(tf.add(tf.add(fromInput, fromHidden), leaves.bias.read()), 4, 1);
        const cell: tf.Tensor2D = tf.add(tf.mul(tf.sigmoid(f), before), tf.mul(tf.sigmoid(i), tf.tanh(g)));
        const content = tf.add(tf.mul(normalised(cell), leaves.cellGain.read()), leaves.cellBias.read());
        return { cell, hidden: tf.mul(tf.sigmoid(o), tf.tanh(content)) };
      },
    },
  );
}
