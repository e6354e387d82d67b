import type { Communicator, Shard } from '@outrageous/core';

/** The first expert of each rank, and behind them the number of experts: [size + 1]. */
export function firstExperts(experts: number, size: number): number[] {
  return Array.from({ length: size + 1 }, (_, rank) => Math.floor((rank * experts) / size));
}

/**
 * The experts that a rank holds: as many as any other, or one more.
 *
 * @throws RangeError when there are fewer experts than ranks
 */
export function shareOf(experts: number, { rank, size }: Pick<Communicator, 'rank' | 'size'>): Shard {
  if (experts < size) {
    throw new RangeError(
      `expertParallel: got ${experts} experts for ${size} ranks, needs one for each; ` +
        `hold them several times: expertParallel(pool, grid(world, ${experts}).experts)`,
    );
  }
  const first = firstExperts(experts, size);
  return { first: first[rank], count: first[rank + 1] - first[rank], of: experts };
}
