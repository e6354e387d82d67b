import * as tf from '@tensorflow/tfjs-core';
import type { Communicator, Pending } from '@outrageous/core';
import { requireCounts, requireRoot } from './requirements.js';

/**
 * The communicator of a process that is alone: rank 0 of 1.
 *
 * What strategies over many processes run on when there is one. Nothing is
 * copied: a result is a new tensor over the same memory, as `tf.clone` gives, and
 * gradients pass through unchanged.
 *
 * @throws RangeError from `broadcast` when the root isn't 0, and from `allToAll`
 *   when there isn't exactly one count; its value is not read
 * @example
 * ```ts
 * const communicator = singleProcess();
 * const total = communicator.allReduce(gradient).wait(); // the same numbers
 * ```
 *
 * Section 3.1, with one device.
 */
export function singleProcess(): Communicator {
  const alone: Communicator = {
    rank: 0,
    size: 1,
    allReduce: sameAs,
    allGather: sameAs,
    allToAll(rows, counts) {
      requireCounts(alone, counts);
      return { wait: () => ({ rows: tf.clone(rows), counts: tf.tensor1d([rows.shape[0]], 'int32') }) };
    },
    broadcast(value, root) {
      requireRoot(alone, root);
      return sameAs(value);
    },
    barrier() {},
    split: () => alone,
  };
  return alone;
}

function sameAs<R extends tf.Rank>(value: tf.Tensor<R>): Pending<tf.Tensor<R>> {
  return { wait: () => tf.clone<tf.Tensor<R>>(value) };
}
