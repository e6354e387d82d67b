import * as tf from '@tensorflow/tfjs-core';
import type { Communicator } from '@outrageous/core';

/**
 * The communicator of a process that is alone: rank 0 of 1.
 *
 * What strategies over many processes run on when there is one. Nothing is
 * copied: a result is a new tensor over the same memory, as `tf.clone` gives, and
 * gradients pass through unchanged.
 *
 * @throws RangeError from `broadcast` when the root isn't 0, and from `allToAll`
 *   when there isn't exactly one count or it isn't the number of rows
 * @example
 * ```ts
 * const communicator = singleProcess();
 * const total = communicator.allReduce(gradient); // the same numbers
 * ```
 *
 * Section 3.1, with one device.
 */
export function singleProcess(): Communicator {
  const alone: Communicator = {
    rank: 0,
    size: 1,
    allReduce: (value) => tf.clone(value),
    allGather: (value) => tf.clone(value),
    allToAll(rows, counts) {
      checkCounts(rows, counts);
      return { rows: tf.clone(rows), counts: [...counts] };
    },
    broadcast(value, root) {
      checkRoot(root);
      return tf.clone(value);
    },
    barrier() {},
    split: () => alone,
  };
  return alone;
}

function checkCounts({ shape }: tf.Tensor, counts: readonly number[]): void {
  if (counts.length === 1 && counts[0] === shape[0]) return;
  throw new RangeError(
    `allToAll: got counts [${counts}] for rows [${shape}]; needs one count per rank (1 rank here) that sum to ${shape[0]}`,
  );
}

function checkRoot(root: number): void {
  if (root === 0) return;
  throw new RangeError(`broadcast: root ${root} is not a rank of this communicator; the only rank is 0`);
}
