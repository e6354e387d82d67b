import { words, type Words } from './model.js';

/** How many words each rank has, by what is odd about it. */
export const distributions: Readonly<Record<string, (rank: number, size: number) => number>> = {
  'as many words on each rank': () => 6,
  'another number of words on each rank': (rank) => 1 + 3 * rank,
  'no words on the first rank': (rank, size) => (rank === 0 && size > 1 ? 0 : 5),
  'no words on any rank but the first': (rank) => (rank === 0 ? 7 : 0),
  'a single word': (rank, size) => (rank === size - 1 ? 1 : 0),
};

/** The batch of each rank; all of them know all. The last word is nobody's. */
export function batchesOf(count: (rank: number, size: number) => number, size: number): Words[] {
  return Array.from({ length: size }, (_, rank) => {
    const ids = Array.from({ length: count(rank, size) }, (_, i) => (3 * rank + i * (i + rank)) % (words - 1));
    return { ids, predictions: ids.length };
  });
}

/** One batch of several, one after the other. */
export function joinedBatch(batches: readonly Words[]): Words {
  const ids = batches.flatMap((batch) => batch.ids);
  return { ids, predictions: ids.length };
}
