import type { ExpertPool, Gate, Mixture } from '@outrageous/core';
import type { Grid } from './grid.js';
import { gridStrategy } from './gridStrategy.js';
import { placedMixture } from './placedMixture.js';
import type { Strategy } from './strategy.js';

/**
 * {@link gridStrategy} with mixtures that a token visits once on each rank: the paper's placement of a hierarchy, when
 * there are as many groups as ranks for the experts, or a multiple.
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
