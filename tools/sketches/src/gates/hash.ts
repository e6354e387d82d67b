import * as tf from '@tensorflow/tfjs-core';
import { type Gate, segmentSum, tidyTree, withoutLoss } from '@outrageous/core';

/**
 * Sends every word to the expert that its id names: word · 31 mod experts, with the weight 1.
 *
 * @throws Error from `apply` where the model doesn't say which word each row stands for
 */
export function hash(experts: number): Gate {
  return {
    parameters: {},
    operations: 0,
    groups: 1,
    experts,
    expertsPerToken: 1,
    apply: (_, { rows: { shape } }, { ids }) =>
      tidyTree(() => {
        const token = tf.range(0, shape[0], 1, 'int32');
        const expert = expertOf(knownIds(ids, shape[0]), experts);
        const weight = tf.ones<tf.Rank.R1>([shape[0]]);
        const importance = segmentSum(weight, expert, experts);
        const sums = { importance, load: tf.clone(importance) };
        return { token, expert, weight, experts, sums, measure: withoutLoss };
      }),
  };
}

function expertOf(ids: tf.Tensor1D, experts: number): tf.Tensor1D {
  return tf.mod(tf.mul(ids, tf.scalar(31, 'int32')), tf.scalar(experts, 'int32'));
}

function knownIds(ids: tf.Tensor1D | undefined, rows: number): tf.Tensor1D {
  if (ids?.shape[0] === rows) return ids;
  throw new Error(
    `hash: got ${ids ? ids.shape[0] : 'no'} ids for ${rows} rows, needs the id of each row; ` +
      'put them into the context that the model hands to its layers',
  );
}
