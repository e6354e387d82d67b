import * as tf from '@tensorflow/tfjs-core';
import type { NoisyLogits } from '../addNoise.js';
import type { TopK } from '../../../parts/keepTopK.js';
import { loadProbabilitiesOp } from './op.js';

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
 * An entry that equals its threshold has the probability ½, infinite ones too, whatever the deviation. Others are 1 or 0, with a
 * gradient of 0, where one of both is infinite or the deviation is 0; there is no gradient to or through a deviation of 0. NaN
 * is never inside the top k unless too few are left, and makes the probabilities NaN that it takes part in.
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
export function loadProbabilities(logits: NoisyLogits, { chosen, kept, next }: TopK): tf.Tensor2D {
  return tf.tidy(() => {
    if (!next) return tf.ones(logits.clean.shape);
    const k = chosen.shape[1];
    const lastIndex: tf.Tensor2D = tf.slice(chosen, [0, k - 1], [-1, 1]);
    const last: tf.Tensor2D = tf.slice(kept, [0, k - 1], [-1, 1]);
    return loadProbabilitiesOp({ ...logits, lastIndex, last, next }, {})[0];
  });
}
