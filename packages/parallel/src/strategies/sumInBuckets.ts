import type * as tf from '@tensorflow/tfjs-core';
import type { Communicator, Pending } from '@outrageous/core';
import { joined, takenApart } from './joined.js';

/**
 * Sums tensors over ranks in few messages, all of which are under way before the first is waited for.
 *
 * @param numbers how many a message holds at least, unless it is the last
 */
export function sumInBuckets(
  tensors: readonly tf.Tensor[],
  communicator: Communicator,
  numbers: number,
): Pending<readonly tf.Tensor[]> {
  const sums = bucketsOf(tensors, numbers).map((bucket) => ({ bucket, sum: communicator.allReduce(joined(bucket)) }));
  return { wait: () => sums.flatMap(({ bucket, sum }) => takenApart(sum.wait(), bucket)) };
}

/** Neighbours together, until there are enough of their numbers; one that has enough itself is alone, and is not copied. */
export function bucketsOf<Sized extends { readonly size: number }>(
  tensors: readonly Sized[],
  numbers: number,
): readonly (readonly Sized[])[] {
  const buckets: Sized[][] = [];
  let free = 0;
  for (const tensor of tensors) {
    if (free <= 0 || tensor.size >= numbers) {
      buckets.push([]);
      free = numbers;
    }
    buckets[buckets.length - 1].push(tensor);
    free -= tensor.size;
  }
  return buckets;
}
