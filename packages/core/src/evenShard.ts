import { checkOptions, checkValue } from './options/checkOptions.js';
import * as is from './options/is.js';
import type { Shard } from './parameter.js';

/**
 * The part of `of` things that one of several processes has, as even as can be: experts, or sequences of a batch.
 *
 * @param process its rank, and how many there are: a communicator
 * @throws RangeError where there is no such process
 * @example
 * ```ts
 * const streams = evenShard(32, communicator); // on rank 1 of 3: { first: 10, count: 11, of: 32 }
 * ```
 */
export function evenShard(of: number, process: { readonly rank: number; readonly size: number }): Shard {
  checkValue('evenShard: of', of, is.count);
  checkValue('evenShard: the process', process, is.record);
  const { rank, size } = process;
  checkOptions('evenShard: the process', { rank, size }, { rank: is.count, size: is.size });
  checkValue('evenShard: its rank', rank, { needs: `below its size, ${size}`, fits: () => rank < size });
  const begin = (before: number) => Math.floor((of * before) / size);
  return { first: begin(rank), count: begin(rank + 1) - begin(rank), of };
}
