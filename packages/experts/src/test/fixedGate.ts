import * as tf from '@tensorflow/tfjs-core';
import { type Gate, parameterSpec, type ParametersOf, segmentSum, withoutLoss } from '@outrageous/core';

/** A token, the expert that it goes to, and the weight. */
export type Triple = readonly [token: number, expert: number, weight: number];

/** A gate that always routes the same; its only parameters are the weights, so that gradients reach them. */
export function fixedGate(triples: readonly Triple[], experts: number): Gate {
  const weights = triples.map(([, , weight]) => weight);
  const parameters = { weight: parameterSpec([triples.length], () => tf.tensor1d(weights)) };
  return {
    parameters,
    operations: 0,
    groups: 1,
    experts,
    expertsPerToken: 1,
    apply: (tree: ParametersOf<typeof parameters>) => {
      const expert = tf.tensor1d(
        triples.map(([, expert]) => expert),
        'int32',
      );
      const token = tf.tensor1d(
        triples.map(([token]) => token),
        'int32',
      );
      const weight = tree.weight.read();
      const importance = segmentSum(weight, expert, experts);
      const load = segmentSum(tf.onesLike(weight), expert, experts);
      const sums = { importance, load };
      return { token, expert, weight: tf.clone(weight), experts, sums, measure: withoutLoss };
    },
  };
}
