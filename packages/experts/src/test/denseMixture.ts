import * as tf from '@tensorflow/tfjs-core';
import type { Triple } from './fixedGate.js';

/**
 * Σ_i G(x)_i · E_i(x) with every expert computed for every token: what a mixture must equal.
 *
 * @param outputs of each expert for all tokens, [tokens, dOut]
 * @param weight [slots], of the triples
 */
export function denseMixture(
  outputs: readonly tf.Tensor2D[],
  triples: readonly Triple[],
  weight: tf.Tensor1D,
): tf.Tensor2D {
  const gates = gateMatrix(triples, weight, { tokens: outputs[0].shape[0], experts: outputs.length });
  return tf.addN(outputs.map((output, i) => tf.mul<tf.Tensor2D>(tf.slice(gates, [0, i], [-1, 1]), output)));
}

/** G [tokens, experts]: the weights in their places, added up where there are several. */
function gateMatrix(
  triples: readonly Triple[],
  weight: tf.Tensor1D,
  { tokens, experts }: { readonly tokens: number; readonly experts: number },
): tf.Tensor2D {
  const tokenOf = oneHot(
    triples.map(([token]) => token),
    tokens,
  );
  const expertOf = oneHot(
    triples.map(([, expert]) => expert),
    experts,
  );
  return tf.matMul(tokenOf, tf.mul<tf.Tensor2D>(expertOf, tf.expandDims(weight, 1)), true);
}

function oneHot(indices: readonly number[], depth: number): tf.Tensor2D {
  return tf.tensor2d(indices.map((index) => Array.from({ length: depth }, (_, i) => (i === index ? 1 : 0))));
}
