import * as tf from '@tensorflow/tfjs-core';
import { takeAlong, topKIndices } from '@outrageous/core';

/** The k largest logits of each row, and the first one that wasn't kept. */
export interface TopK {
  /** int32 [rows, k]: the kept experts, the largest logit first; ties go to the lowest index. */
  readonly chosen: tf.Tensor2D;
  /** float32 [rows, k]: their logits. */
  readonly kept: tf.Tensor2D;
  /** float32 [rows, 1]: the (k + 1)-th largest logit; absent where all are kept. */
  readonly next?: tf.Tensor2D;
}

/**
 * Picks the k largest logits of each row.
 *
 * The choice itself has no gradient; the logits that it picks have.
 *
 * @param logits float32 [rows, experts]
 * @param k from 1 to experts
 * @example
 * ```ts
 * const { chosen, kept } = keepTopK(logits, 2);
 * const weights = softmax(kept);
 * ```
 *
 * Section 2.1, equation 5.
 */
export function keepTopK(logits: tf.Tensor2D, k: number): TopK {
  const experts = logits.shape[1];
  return tf.tidy(() => {
    const ranked = topKIndices(logits, Math.min(k + 1, experts));
    const values = takeAlong(logits, ranked);
    const chosen = tf.slice(ranked, [0, 0], [-1, k]);
    const kept = tf.slice(values, [0, 0], [-1, k]);
    return k === experts ? { chosen, kept } : { chosen, kept, next: tf.slice(values, [0, k], [-1, 1]) };
  });
}
