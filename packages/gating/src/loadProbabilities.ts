import * as tf from '@tensorflow/tfjs-core';
import { defineOp, normalCdf } from '@outrageous/core';
import type { TopK } from './keepTopK.js';
import type { NoisyLogits } from './addNoise.js';

/**
 * How likely each row would choose each expert, if the noise of that entry alone were drawn again.
 *
 *     P(x, i) = Φ((clean(x)_i − kth_excluding(H(x), k, i)) / std(x)_i)
 *
 * The threshold of an expert inside the top k is the (k + 1)-th largest of H, and
 * that of one outside it is the k-th: without entry i, each is the k-th largest.
 * Gradients flow through both. Where k = experts nothing can push an expert out,
 * and every probability is 1.
 *
 * @param logits of which `noisy` is H
 * @param top what {@link keepTopK} made of `noisy`
 * @returns float32 [rows, experts], from 0 to 1
 * @example
 * ```ts
 * const load = tf.sum(loadProbabilities({ clean, noisy, std }, keepTopK(noisy, k)), 0);
 * ```
 *
 * Appendix A, equations 8 and 9.
 */
export function loadProbabilities({ clean, noisy, std }: NoisyLogits, top: TopK): tf.Tensor2D {
  return tf.tidy(() => {
    const { chosen, kept, next } = top;
    if (!next) return tf.ones(clean.shape);
    const k = chosen.shape[1];
    const last = { index: tf.slice(chosen, [0, k - 1], [-1, 1]), value: tf.slice(kept, [0, k - 1], [-1, 1]) };
    const [inside] = insideTopK({ logits: noisy, ...last }, {});
    // Not tf.where: the gradient of its broadcast takes two ops for each expert.
    const threshold = tf.add(tf.mul(inside, next), tf.mul(tf.sub(1, inside), last.value));
    return normalCdf(tf.div(tf.sub(clean, threshold), std));
  });
}

/** 1 for each entry that is not ranked after the row's k-th, else 0; piecewise constant, so without a gradient. */
const insideTopK = defineOp<Record<'logits' | 'index' | 'value', tf.Tensor2D>, Record<string, never>>({
  name: 'InsideTopK',
  inputs: ['logits', 'index', 'value'],
  reference: ({ logits, index, value }) => {
    const column = tf.range(0, logits.shape[1], 1, 'int32');
    const tied = tf.logicalAnd(tf.equal(logits, value), tf.lessEqual(column, index));
    return [tf.cast(tf.logicalOr(tf.greater(logits, value), tied), 'float32')];
  },
  gradient: () => ({}),
});
