import * as tf from '@tensorflow/tfjs-core';
import { type GruParameters, gruWeights } from '../gru.js';
import type { GruWeights } from '../gruSequence/inputs.js';
import { assignWeights, checkNames, maybeTensor, tensor, type WeightLayout } from './weightLayout.js';

/** The weights of Keras's `GRU` with `reset_after=True`, float32, in the order of its `get_weights()`. */
export type KerasGruWeights = {
  /** [input width, 3 · cells], columns for the gates z, r, h */
  readonly kernel: tf.Tensor2D;
  /** [cells, 3 · cells] */
  readonly recurrent_kernel: tf.Tensor2D;
  /** [2, 3 · cells], for the input and for the hidden state; missing with `use_bias=False` */
  readonly bias?: tf.Tensor2D;
};

const kinds = { kernel: tensor, recurrent_kernel: tensor, bias: maybeTensor };

/**
 * The weights of `gru` as Keras's `GRU` keeps them, with the activations that are its defaults and with
 * `reset_after=True`, its default too: the reset gate acts after the multiplication, as in PyTorch.
 *
 *     inputWeight = kernel    hiddenWeight = recurrent_kernel    [inputBias; hiddenBias] = bias
 *
 * with the columns of the gates z, r, h put into our order, r, z, n. Source: `GRUCell` in
 * keras/src/layers/rnn/gru.py.
 *
 * @throws Error from `assign` when the bias is that of a layer with `reset_after=False`, which computes something else
 * @example
 * ```ts
 * const [kernel, recurrent_kernel, bias] = theirs; // of a Keras layer's get_weights()
 * kerasGru.assign(parameters, { kernel, recurrent_kernel, bias });
 * ```
 */
export const kerasGru: WeightLayout<KerasGruWeights> = {
  assign: (parameters, theirs) => assignWeights('kerasGru', parameters, { theirs, kinds, make: gruFromKeras }),
  read: (parameters: GruParameters) => {
    checkNames('kerasGru', parameters, ['inputWeight', 'hiddenWeight', 'inputBias', 'hiddenBias']);
    return tf.tidy(() => gruToKeras(gruWeights(parameters)));
  },
};

function gruFromKeras({ kernel, recurrent_kernel, bias }: KerasGruWeights): GruWeights {
  checkResetAfter(bias);
  const biases = bias ? exchanged(bias) : tf.zeros<tf.Rank.R2>([2, kernel.shape[1]]);
  const [inputBias, hiddenBias] = tf.unstack(biases) as tf.Tensor1D[];
  return { inputWeight: exchanged(kernel), hiddenWeight: exchanged(recurrent_kernel), inputBias, hiddenBias };
}

function gruToKeras({ inputWeight, hiddenWeight, inputBias, hiddenBias }: GruWeights): KerasGruWeights {
  const bias = tf.stack([inputBias, hiddenBias]) as tf.Tensor2D;
  return { kernel: exchanged(inputWeight), recurrent_kernel: exchanged(hiddenWeight), bias: exchanged(bias) };
}

/** Exchanges the first two of three gates: z, r, h to r, z, n, and back. */
function exchanged(columns: tf.Tensor2D): tf.Tensor2D {
  const [first, second, third] = tf.split<tf.Tensor2D>(columns, 3, 1);
  return tf.concat([second, first, third], 1);
}

function checkResetAfter(bias?: tf.Tensor): void {
  if (!bias || bias.rank === 2) return;
  throw new Error(
    `kerasGru: got a bias of shape [${String(bias.shape)}], needs [2, 3 · cells], as a GRU with reset_after=True has it; ` +
      'one with reset_after=False computes something else: train it again with reset_after=True',
  );
}
