import * as tf from '@tensorflow/tfjs-core';
import { type LstmParameters, lstmWeights } from '../lstm.js';
import type { LstmWeights } from '../lstmSequence/inputs.js';
import { lstmRows } from './lstmRows.js';
import { assignWeights, checkNames, maybeTensor, tensor, type WeightLayout } from './weightLayout.js';

/** The weights of one layer of PyTorch's `nn.LSTM`, float32, in its names without the suffix `_l0`. */
export type PyTorchLstmWeights = {
  /** [4 · cells, input width], rows for the gates i, f, g, o */
  readonly weight_ih: tf.Tensor2D;
  /** [4 · cells, hidden width] */
  readonly weight_hh: tf.Tensor2D;
  /** [4 · cells]; missing, as `bias_hh`, with `bias=False` */
  readonly bias_ih?: tf.Tensor1D;
  /** [4 · cells] */
  readonly bias_hh?: tf.Tensor1D;
  /** [hidden width, cells], where there is a projection (`proj_size`) */
  readonly weight_hr?: tf.Tensor2D;
};

const kinds = {
  weight_ih: tensor,
  weight_hh: tensor,
  bias_ih: maybeTensor,
  bias_hh: maybeTensor,
  weight_hr: maybeTensor,
};

/**
 * The weights of `lstm` as PyTorch's `nn.LSTM` and `nn.LSTMCell` keep them, projected ones (`proj_size`) included:
 *
 *     weight = [weight_ihᵀ; weight_hhᵀ]    bias = bias_ih + bias_hh    projection = weight_hrᵀ
 *
 * The gates have the same order in both. PyTorch has two biases that are only ever added: `read` gives all of
 * the bias as `bias_ih` and zeros as `bias_hh`. Source: the documentation of torch.nn.LSTM.
 *
 * @example
 * ```ts
 * // theirs: the entries `weight_ih_l0` … of a PyTorch model's state_dict()
 * pyTorchLstm.assign(parameters, { weight_ih, weight_hh, bias_ih, bias_hh });
 * ```
 */
export const pyTorchLstm: WeightLayout<PyTorchLstmWeights> = {
  assign: (parameters, theirs) => assignWeights('pyTorchLstm', parameters, { theirs, kinds, make: lstmFromPyTorch }),
  read: (parameters: LstmParameters) => {
    checkNames('pyTorchLstm', parameters, ['weight', 'bias']);
    return tf.tidy(() => lstmToPyTorch(lstmWeights(parameters)));
  },
};

/** PyTorch's weights as ours. */
export function lstmFromPyTorch({
  weight_ih,
  weight_hh,
  bias_ih,
  bias_hh,
  weight_hr,
}: PyTorchLstmWeights): LstmWeights {
  return {
    weight: tf.transpose(tf.concat([weight_ih, weight_hh], 1)),
    bias: bias_ih && bias_hh ? tf.add(bias_ih, bias_hh) : tf.zeros([weight_ih.shape[0]]),
    ...(weight_hr && { projection: tf.transpose(weight_hr) }),
  };
}

function lstmToPyTorch({ weight, bias, projection }: LstmWeights): PyTorchLstmWeights {
  const { inputRows, hiddenRows } = lstmRows({ weight, bias, projection });
  return {
    weight_ih: tf.transpose(inputRows),
    weight_hh: tf.transpose(hiddenRows),
    bias_ih: tf.clone(bias),
    bias_hh: tf.zerosLike(bias),
    ...(projection && { weight_hr: tf.transpose(projection) }),
  };
}
