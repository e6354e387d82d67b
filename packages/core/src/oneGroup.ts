import * as tf from '@tensorflow/tfjs-core';
import type { Grouped } from './grouped.js';

/**
 * All rows in one group: what a flat gate receives.
 *
 * @param rows float32 [slots, d]
 * @example
 * ```ts
 * const routing = gate.apply(parameters, oneGroup(tokens), context);
 * ```
 */
export function oneGroup(rows: tf.Tensor2D): Grouped {
  const slots = rows.shape[0];
  return { rows, group: tf.zeros([slots], 'int32'), offsets: tf.tensor1d([0, slots], 'int32'), groups: 1 };
}
