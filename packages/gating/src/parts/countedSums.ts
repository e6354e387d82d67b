import * as tf from '@tensorflow/tfjs-core';
import { segmentSum } from '@outrageous/core';
import type { Slots } from './slots.js';

/** The sums of a gate without noise: importance, and load, which is then a count that has no gradient. */
export type CountedSums = { readonly importance: tf.Tensor1D; readonly load: tf.Tensor1D };

/** Importance is the sum of each expert's weights, and load the number of its slots that aren't none. */
export function countedSums({ expert, weight }: Pick<Slots, 'expert' | 'weight'>, experts: number): CountedSums {
  return {
    importance: segmentSum(weight, expert, experts),
    load: segmentSum(isSome(weight), expert, experts),
  };
}

/** 1 for each slot with a weight, 0 for those that are none; without a gradient. */
export function isSome(weight: tf.Tensor1D): tf.Tensor1D {
  return tf.step(tf.abs(weight));
}
