import * as tf from '@tensorflow/tfjs-core';
import type { Grouped, Routing } from '@outrageous/core';
import type { TopK } from './keepTopK.js';

/**
 * The (row, expert, weight) triples of a top-k choice, row by row.
 *
 * Weights are the softmax over the kept logits alone, so they sum to 1 and
 * nothing has to be renormalised.
 *
 * @param top what was chosen among the experts of each row's own group
 * @param input the rows that chose
 * @param experts per group
 */
export function slotsOf(
  { chosen, kept }: TopK,
  { group, groups }: Grouped,
  experts: number,
): Pick<Routing, 'token' | 'expert' | 'weight'> {
  const [rows, k] = kept.shape;
  const first = tf.mul(tf.expandDims(group, 1), tf.scalar(experts, 'int32'));
  const expert = groups === 1 ? chosen : tf.add(chosen, first);
  return {
    token: tf.tensor1d(
      Int32Array.from({ length: rows * k }, (_, slot) => Math.floor(slot / k)),
      'int32',
    ),
    expert: tf.reshape(expert, [-1]),
    weight: tf.reshape(tf.softmax(kept), [-1]),
  };
}
