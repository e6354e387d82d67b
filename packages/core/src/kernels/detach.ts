import * as tf from '@tensorflow/tfjs-core';
import { defineElementwise } from '../op/elementwise.js';

const detachOp = defineElementwise<Record<string, never>>({
  name: 'OutrageousDetach',
  reference: ({ x }) => [tf.clone(x)],
  gradient: () => ({}),
});

/**
 * The same numbers, through which no gradient flows.
 *
 * @example
 * ```ts
 * const threshold = detach(logits);
 * ```
 */
export function detach<T extends tf.Tensor>(x: T): T {
  return detachOp(x, {});
}
