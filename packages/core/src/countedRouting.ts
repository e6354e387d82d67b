import type * as tf from '@tensorflow/tfjs-core';
import { segmentSum } from './kernels/segmentSum/segmentSum.js';
import { type Routing, withoutLoss } from './routing.js';
import { isSome, type Slots } from './slots.js';

/** The sums of a gate without noise: importance, and load, which is then a count that has no gradient. */
export type CountedSums = { readonly importance: tf.Tensor1D; readonly load: tf.Tensor1D };

/** A routing with counted sums. */
export interface CountedRouting extends Routing {
  readonly sums: CountedSums;
}

/**
 * The routing of a gate that measures nothing of its own, and wants nothing added to the loss: importance is the sum of
 * each expert's weights, and load the number of its slots that aren't none.
 *
 * @param experts of all groups together
 * @returns a routing that a gate may add to: its logits, more sums, a measure of them
 * @example
 * ```ts
 * return { ...countedRouting(slotsOfChoice(choice, input, experts), groups * experts), logits };
 * ```
 */
export function countedRouting(slots: Slots, experts: number): CountedRouting {
  const { expert, weight } = slots;
  const sums = {
    importance: segmentSum(weight, expert, experts),
    load: segmentSum(isSome(weight), expert, experts),
  };
  return { ...slots, experts, sums, measure: withoutLoss };
}
