import { describe, expect, it } from 'vitest';
import { evenShard } from './evenShard.js';

describe('evenShard', () => {
  it.each([
    [8, 2, [4, 4]],
    [32, 3, [10, 11, 11]],
    [2, 4, [0, 1, 0, 1]],
    [5, 1, [5]],
  ])('shares %i out to %i processes', (of, size, counts) => {
    const shards = counts.map((_, rank) => evenShard(of, { rank, size }));
    expect(shards.map(({ count }) => count)).toEqual(counts);
    let first = 0;
    for (const shard of shards) {
      expect(shard).toEqual({ first, count: shard.count, of });
      first += shard.count;
    }
  });
});
