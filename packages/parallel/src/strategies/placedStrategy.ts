import type { ExpertPool, Gate, Mixture } from '@outrageous/core';
import type { Grid } from './grid.js';
import { gridStrategy } from './gridStrategy.js';
import { placedMixture } from './placedMixture.js';
import type { Strategy } from './strategy.js';

/**
 * {@link gridStrategy} with mixtures whose branches lie on a rank whole, gates and experts, where there is a branch for
 * each rank: the paper's placement of a hierarchy. See {@link placedMixture}.
 *
 * @param places `grid(world, expertRanks)`
 * @param mixture joins a gate with a pool where one rank holds all experts: that of `@outrageous/experts`
 * @example
 * ```ts
 * const strategy = placedStrategy(grid(worldCommunicator()), mixture);
 * ```
 *
 * Section 3.1, appendix B.
 */
export function placedStrategy(places: Grid, mixture: (gate: Gate, pool: ExpertPool) => Mixture): Strategy {
  const { experts } = places;
  return {
    ...gridStrategy(places, mixture),
    mixture: (gate, pool) => (experts.size === 1 ? mixture(gate, pool) : placedMixture(gate, pool, experts)),
  };
}
