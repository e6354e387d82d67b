import type { Optimizer } from '@outrageous/core';
import { clipByGlobalNorm, globalNorm } from '@outrageous/trainer';
import type { Team } from './team.js';

/** An optimizer of all processes together, whose gradients have the global norm `maximum` at most. */
export function clippedOptimizer(optimizer: Optimizer, maximum: number, { strategy }: Team): Optimizer {
  return strategy.optimizer(clipByGlobalNorm(maximum, optimizer, { norm: strategy.norm(globalNorm) }));
}
