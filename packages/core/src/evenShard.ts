import type { Shard } from './parameter.js';

/**
 * The part of `of` things that one of several processes has, as even as can be: experts, or sequences of a batch.
 *
 * @param process its rank, and how many there are: a communicator
 * @example
 * ```ts
 * const streams = evenShard(32, communicator); // on rank 1 of 3: { first: 10, count: 11, of: 32 }
 * ```
 */
export function evenShard(of: number, { rank, size }: { readonly rank: number; readonly size: number }): Shard {
  const begin = (process: number) => Math.floor((of * process) / size);
  return { first: begin(rank), count: begin(rank + 1) - begin(rank), of };
}
