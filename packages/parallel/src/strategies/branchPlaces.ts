import {
  type Communicator,
  type ExpertPool,
  type Gate,
  isByGroup,
  leaves,
  type Shard,
  timesShard,
} from '@outrageous/core';
import { expertShard, firstExperts } from './expertShard.js';

/** Which ranks have which experts: whole branches of a hierarchy where there is one for each rank, else single experts. */
export interface BranchPlaces {
  readonly communicator: Communicator;
  /** The first expert of each rank, and behind them the number of experts: [size + 1]. */
  readonly firstExpert: readonly number[];
  readonly experts: Shard;
  /** Absent where experts lie one by one. */
  readonly branches?: Shard;
}

/**
 * Where the experts of a gate lie.
 *
 * @throws RangeError when there are fewer experts than ranks
 */
export function branchPlaces(gate: Gate, pool: ExpertPool, communicator: Communicator): BranchPlaces {
  const count = branchesToPlace(gate, communicator.size);
  const units = expertShard(count ?? pool.experts, communicator);
  const perUnit = pool.experts / units.of;
  return {
    communicator,
    firstExpert: firstExperts(units.of, communicator.size).map((first) => first * perUnit),
    experts: timesShard(units, perUnit),
    branches: count === undefined ? undefined : units,
  };
}

/** A gate whose primary has parameters for each branch can't be told from one whose branches have. */
function branchesToPlace({ primary, experts }: Gate, ranks: number): number | undefined {
  if (!primary || primary.experts < ranks || experts % primary.experts !== 0) return undefined;
  const unclear = leaves(primary.parameters).some((spec) => isByGroup(spec, primary.experts));
  return unclear ? undefined : primary.experts;
}
