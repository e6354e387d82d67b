import type { Communicator } from '@outrageous/core';
import { checkValue } from '@outrageous/core/options';
import { communicatorKind } from './communicatorKind.js';

/** Who holds what: everything but experts is the same on all ranks. */
export interface Grid {
  /** All ranks. */
  readonly world: Communicator;
  /** The ranks that hold each expert once between them, this one among them: for {@link expertParallel}. */
  readonly experts: Communicator;
  /** The ranks that hold the same experts as this one: for {@link dataParallel}. */
  readonly replicas: Communicator;
}

/**
 * Cuts ranks into groups that each hold all experts once.
 *
 *     4 ranks              grid(world, 4)      grid(world, 2)      grid(world, 1)
 *     experts of rank 0    a quarter           half                all
 *     who else has them    nobody              rank 2              everybody
 *
 * The ranks of a group follow each other, because they exchange the most.
 *
 * @param world all ranks
 * @param expertRanks how many ranks hold all experts once between them; where it isn't said, all that there are, as in
 *   the paper
 * @throws RangeError unless it divides the number of ranks
 * @example
 * ```ts
 * const { experts, replicas } = grid(world, 2);
 * const pool = expertParallel(feedForward({ experts: 32, width: 512, hidden: 1024 }), experts);
 * const optimizer = dataParallel(adam({ learningRate: 1e-3 }), world, { replicas });
 * ```
 *
 * Section 3.1.
 */
export function grid(world: Communicator, expertRanks?: number): Grid {
  checkValue('grid: the communicator', world, communicatorKind);
  return gridOf(world, expertRanks ?? world.size);
}

function gridOf(world: Communicator, expertRanks: number): Grid {
  const { rank, size } = world;
  if (!Number.isInteger(expertRanks) || expertRanks < 1 || size % expertRanks !== 0) {
    throw new RangeError(`grid: got expertRanks ${expertRanks} for ${size} ranks, needs a divisor of ${size}`);
  }
  return {
    world,
    experts: world.split(Math.floor(rank / expertRanks)),
    replicas: world.split(rank % expertRanks),
  };
}
