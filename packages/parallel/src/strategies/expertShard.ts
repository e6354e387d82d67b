import { type Communicator, evenShard, type Shard } from '@outrageous/core';

/** The first expert of each rank, and behind them the number of experts: [size + 1]. */
export function firstExperts(experts: number, size: number): number[] {
  const ranks = Array.from({ length: size }, (_, rank) => evenShard(experts, { rank, size }).first);
  return [...ranks, experts];
}

/**
 * The experts that a rank holds.
 *
 * @throws RangeError when there are fewer experts than ranks
 */
export function expertShard(experts: number, communicator: Pick<Communicator, 'rank' | 'size'>): Shard {
  if (experts >= communicator.size) return evenShard(experts, communicator);
  throw new RangeError(
    `expertParallel: got ${experts} experts for ${communicator.size} ranks, needs one for each; ` +
      'have fewer ranks hold all experts between them, several times: grid(world, expertRanks).experts',
  );
}
