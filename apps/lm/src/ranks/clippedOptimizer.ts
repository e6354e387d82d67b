import type { Optimizer } from '@outrageous/core';
import { clipByGlobalNorm, globalNorm, withOwnSteps } from '@outrageous/trainer';
import type { Team } from './team.js';

/**
 * An optimizer of all processes together, whose gradients have the global norm `maximum` at most. Parameters that take
 * their own steps do so.
 */
export function clippedOptimizer(optimizer: Optimizer, maximum: number, { strategy }: Team): Optimizer {
  const clipped = clipByGlobalNorm(maximum, optimizer, { norm: strategy.norm(globalNorm) });
  return strategy.optimizer(withOwnSteps(clipped));
}
