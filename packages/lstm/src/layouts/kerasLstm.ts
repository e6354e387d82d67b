import * as tf from '@tensorflow/tfjs-core';
import { type LstmParameters, lstmWeights } from '../lstm.js';
import type { LstmWeights } from '../lstmSequence/inputs.js';
import { lstmRows } from './lstmRows.js';
import { assignWeights, checkNames, maybeTensor, tensor, type WeightLayout } from './weightLayout.js';

/** The weights of Keras's `LSTM`, float32, in the order of its `get_weights()`. */
export type KerasLstmWeights = {
  /** [input width, 4 · cells], columns for the gates i, f, c, o */
  readonly kernel: tf.Tensor2D;
  /** [cells, 4 · cells] */
  readonly recurrent_kernel: tf.Tensor2D;
  /** [4 · cells]; missing with `use_bias=False` */
  readonly bias?: tf.Tensor1D;
};

const kinds = { kernel: tensor, recurrent_kernel: tensor, bias: maybeTensor };

/**
 * The weights of `lstm` as Keras's `LSTM` keeps them, with the activations that are its defaults
 * (`sigmoid` for gates, `tanh` for the rest):
 *
 *     weight = [kernel; recurrent_kernel]    bias = bias
 *
 * The gates have the same order in both; what Keras calls c is PyTorch's g. Keras has no projection.
 * Source: `LSTMCell` in keras/src/layers/rnn/lstm.py.
 *
 * @throws Error from `read` when the layer has a projection
 * @example
 * ```ts
 * const [kernel, recurrent_kernel, bias] = theirs; // of a Keras layer's get_weights()
 * kerasLstm.assign(parameters, { kernel, recurrent_kernel, bias });
 * ```
 */
export const kerasLstm: WeightLayout<KerasLstmWeights> = {
  assign: (parameters, theirs) => assignWeights('kerasLstm', parameters, { theirs, kinds, make: lstmFromKeras }),
  read: (parameters: LstmParameters) => {
    checkNames('kerasLstm', parameters, ['weight', 'bias']);
    return tf.tidy(() => lstmToKeras(lstmWeights(parameters)));
  },
};

function lstmFromKeras({ kernel, recurrent_kernel, bias }: KerasLstmWeights): LstmWeights {
  return {
    weight: tf.concat([kernel, recurrent_kernel]),
    bias: bias ? tf.clone(bias) : tf.zeros([kernel.shape[1]]),
  };
}

function lstmToKeras(weights: LstmWeights): KerasLstmWeights {
  if (weights.projection) {
    throw new Error(
      "kerasLstm: got an lstm with a projection, which Keras's LSTM doesn't have; " +
        'read the layer with pyTorchLstm, or train one without a projection',
    );
  }
  const { inputRows, hiddenRows } = lstmRows(weights);
  return { kernel: inputRows, recurrent_kernel: hiddenRows, bias: tf.clone(weights.bias) };
}
