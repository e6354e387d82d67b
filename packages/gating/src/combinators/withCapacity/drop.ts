import * as tf from '@tensorflow/tfjs-core';
import { keptWithinCapacity } from './kept.js';
import type { Overflow } from './overflow.js';

/** Rows go without what finds no room. */
export const drop: Overflow = (routing, input, bound) => {
  const { token, expert, weight } = routing;
  const keeps = keptWithinCapacity(routing, input, bound);
  return { token, expert, weight: tf.where(tf.cast(keeps, 'bool'), weight, tf.zerosLike(weight)) };
};
