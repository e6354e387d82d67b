import { gatherRows, type Routing, tidyTree, weightedSegmentSum } from '@outrageous/core';
import * as tf from '@tensorflow/tfjs-core';

/** Keeps the logarithm finite where a sparse gate chose models that hold a word for impossible beside the best one. */
const LEAST = 1e-30;

/**
 * The log-probability of words by a mixture of models:
 *
 *     log p = log Σ_i G(x)_i · p_i = m + log Σ_i G(x)_i · exp(log p_i − m)     m = max_i log p_i
 *
 * The mixture is of probabilities, and is computed relative to the most probable model's, so that no word is too rare. Only
 * what the models make of the words that came is needed, not their whole distributions.
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
    const best = tf.max<tf.Tensor2D>(scores, 1, true);
    const relative = tf.reshape<tf.Rank.R2>(tf.exp(tf.sub(scores, best)), [tokens * models, 1]);
    const places = tf.add<tf.Tensor1D>(tf.mul(token, tf.scalar(models, 'int32')), expert);
    const mixed = weightedSegmentSum({ values: gatherRows(relative, places), weight, segment: token }, tokens);
    return tf.add(best, tf.log(tf.maximum(mixed, LEAST)));
  });
}
