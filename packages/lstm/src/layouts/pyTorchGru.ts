import * as tf from '@tensorflow/tfjs-core';
import { type GruParameters, gruWeights } from '../gru.js';
import type { GruWeights } from '../gruSequence/inputs.js';
import { assignWeights, checkNames, maybeTensor, tensor, type WeightLayout } from './weightLayout.js';

/** The weights of one layer of PyTorch's `nn.GRU`, float32, in its names without the suffix `_l0`. */
export type PyTorchGruWeights = {
  /** [3 · cells, input width], rows for the gates r, z, n */
  readonly weight_ih: tf.Tensor2D;
  /** [3 · cells, cells] */
  readonly weight_hh: tf.Tensor2D;
  /** [3 · cells]; missing, as `bias_hh`, with `bias=False` */
  readonly bias_ih?: tf.Tensor1D;
  /** [3 · cells] */
  readonly bias_hh?: tf.Tensor1D;
};

const kinds = { weight_ih: tensor, weight_hh: tensor, bias_ih: maybeTensor, bias_hh: maybeTensor };

/**
 * The weights of `gru` as PyTorch's `nn.GRU` and `nn.GRUCell` keep them:
 *
 *     inputWeight = weight_ihᵀ    hiddenWeight = weight_hhᵀ    inputBias = bias_ih    hiddenBias = bias_hh
 *
 * The gates have the same order in both. Source: the documentation of torch.nn.GRU.
 *
 * @example
 * ```ts
 * // theirs: the entries `weight_ih_l0` … of a PyTorch model's state_dict()
 * pyTorchGru.assign(parameters, { weight_ih, weight_hh, bias_ih, bias_hh });
 * ```
 */
export const pyTorchGru: WeightLayout<PyTorchGruWeights> = {
  assign: (parameters, theirs) => assignWeights('pyTorchGru', parameters, { theirs, kinds, make: gruFromPyTorch }),
  read: (parameters: GruParameters) => {
    checkNames('pyTorchGru', parameters, ['inputWeight', 'hiddenWeight', 'inputBias', 'hiddenBias']);
    return tf.tidy(() => gruToPyTorch(gruWeights(parameters)));
  },
};

/** PyTorch's weights as ours. */
export function gruFromPyTorch({ weight_ih, weight_hh, bias_ih, bias_hh }: PyTorchGruWeights): GruWeights {
  const noBias = () => tf.zeros<tf.Rank.R1>([weight_ih.shape[0]]);
  return {
    inputWeight: tf.transpose(weight_ih),
    hiddenWeight: tf.transpose(weight_hh),
    inputBias: bias_ih ? tf.clone(bias_ih) : noBias(),
    hiddenBias: bias_hh ? tf.clone(bias_hh) : noBias(),
  };
}

function gruToPyTorch({ inputWeight, hiddenWeight, inputBias, hiddenBias }: GruWeights): PyTorchGruWeights {
  return {
    weight_ih: tf.transpose(inputWeight),
    weight_hh: tf.transpose(hiddenWeight),
    bias_ih: tf.clone(inputBias),
    bias_hh: tf.clone(hiddenBias),
  };
}
