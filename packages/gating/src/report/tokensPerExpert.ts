import * as tf from '@tensorflow/tfjs-core';
import { type Routing, segmentSum } from '@outrageous/core';

/**
 * How many rows each expert really received: a count, unlike the smooth load.
 *
 * @returns float32 [experts], a new tensor; without a gradient
 * @example
 * ```ts
 * const counts = await tokensPerExpert(routing).data();
 * ```
 */
export function tokensPerExpert({ expert, experts }: Pick<Routing, 'expert' | 'experts'>): tf.Tensor1D {
  return tf.tidy(() => segmentSum(tf.ones<tf.Rank.R1>(expert.shape), expert, experts));
}
