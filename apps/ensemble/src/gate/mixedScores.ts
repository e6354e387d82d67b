import { detach, type Routing, segmentSum, tidyTree } from '@outrageous/core';
import * as tf from '@tensorflow/tfjs-core';

/** The log-probability of what all models hold for impossible. */
const IMPOSSIBLE = -1e30;

/** Keeps the logarithm what it is on every device where nothing is added up. */
const LEAST = 1e-37;

/**
 * The log-probability of words by a mixture of models:
 *
 *     log p = log Σ_i G(x)_i · p_i = m + log Σ_i G(x)_i · exp(log p_i − m)     m = max over G(x)_i > 0 of log p_i
 *
 * The mixture is of probabilities, and is computed relative to that of the model which, of those chosen, finds the word most
 * probable, so that no word is too rare; it is −1e30 where all of them find it impossible. Only what the models make of the words
 * that came is needed, not their whole distributions.
 *
 * @param routing whose tokens are the rows of `scores`, and whose experts are their columns
 * @param scores float32 [tokens, models]: log p_i; gradients flow to them too
 * @returns float32 [tokens, 1]
 * @example
 * ```ts
 * const loss = tf.neg(tf.mean(mixedScores(gate.apply(parameters, oneGroup(rows), context), scores)));
 * ```
 */
export function mixedScores({ token, expert, weight }: Routing, scores: tf.Tensor2D): tf.Tensor2D {
  const [tokens, models] = scores.shape;
  return tidyTree(() => {
    const places = tf.add<tf.Tensor1D>(tf.mul(token, tf.scalar(models, 'int32')), expert);
    const weights = tf.reshape<tf.Rank.R2>(segmentSum(weight, places, tokens * models), [tokens, models]);
    const least = tf.fill<tf.Rank.R2>([tokens, models], IMPOSSIBLE);
    const taken = tf.where(tf.cast(tf.step(weights), 'bool'), scores, least);
    const best = detach(tf.maximum(tf.max<tf.Tensor2D>(taken, 1, true), IMPOSSIBLE));
    const relative = tf.exp(tf.sub(taken, best));
    const mixed = tf.sum<tf.Tensor2D>(tf.mul(weights, relative), 1, true);
    return tf.add(best, tf.log(tf.maximum(mixed, LEAST)));
  });
}
