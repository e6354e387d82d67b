import * as tf from '@tensorflow/tfjs-core';
import { isSome, type Routing, segmentSum } from '@outrageous/core';

/**
 * How many rows each expert really received: a count, unlike the smooth load. Slots that are none, such as those that
 * found no room, don't count.
 *
 * @returns float32 [experts], a new tensor; without a gradient
 * @example
 * ```ts
 * const counts = await tokensPerExpert(routing).data();
 * ```
 */
export function tokensPerExpert({
  expert,
  weight,
  experts,
}: Pick<Routing, 'expert' | 'weight' | 'experts'>): tf.Tensor1D {
  return tf.tidy(() => segmentSum(isSome(weight), expert, experts));
}
