import { expect, it } from 'vitest';
import { expertShard, firstExperts } from './expertShard.js';

it('gives each rank its experts, and all of them away', () => {
  expect(firstExperts(7, 3)).toEqual([0, 2, 4, 7]);
  expect([0, 1, 2].map((rank) => expertShard(7, { rank, size: 3 }))).toEqual([
    { first: 0, count: 2, of: 7 },
    { first: 2, count: 2, of: 7 },
    { first: 4, count: 3, of: 7 },
  ]);
});

it('refuses ranks without experts', () => {
  expect(() => expertShard(3, { rank: 0, size: 4 })).toThrow(
    'expertParallel: got 3 experts for 4 ranks, needs one for each; have fewer ranks hold all experts between them',
  );
});
