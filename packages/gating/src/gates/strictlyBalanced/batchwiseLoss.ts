import * as tf from '@tensorflow/tfjs-core';

/**
 * The loss that makes thresholds choose as the batch does.
 *
 *     L_batchwise(X, T, m) = Σ_j Σ_i (M_threshold(x_j, T)_i − M_batchwise(X, m)_ji) · (X_ji − T_i)
 *
 * It is 0 where both masks are the same, and above 0 elsewhere. Its gradient to T_i is the number of rows that
 * the batch gives to expert i, minus the number of those that exceed T_i.
 *
 * @param scores X: float32 [rows, experts]
 * @param thresholds T: float32 [experts], or one for each entry, [rows, experts]
 * @param mask M_batchwise: float32 [rows, experts]
 * @returns float32 scalar; gradients flow to the scores and the thresholds
 * @example
 * ```ts
 * const loss = batchwiseLoss(softmax(logits), thresholds.read(), mask);
 * ```
 *
 * Appendix F, equation 20.
 */
export function batchwiseLoss(scores: tf.Tensor2D, thresholds: tf.Tensor, mask: tf.Tensor2D): tf.Scalar {
  return tf.tidy(() => {
    const over = tf.sub(scores, thresholds);
    return tf.sum(tf.mul(tf.sub(tf.step(over), mask), over));
  });
}
