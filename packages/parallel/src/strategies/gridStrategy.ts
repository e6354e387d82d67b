import type { ExpertPool, Gate, Mixture } from '@outrageous/core';
import { checkOptions, checkValue } from '@outrageous/core/options';
import * as is from '@outrageous/core/options';
import { communicatorKind } from './communicatorKind.js';
import { dataParallel } from './dataParallel.js';
import { dataParallelTask } from './dataParallelTask.js';
import { expertParallel } from './expertParallel.js';
import type { Grid } from './grid.js';
import { normOverRanks } from './normOverRanks.js';
import type { Strategy } from './strategy.js';

/**
 * Data parallel but for the experts, which the ranks of a group hold between them: the paper's way with one group,
 * plainly data parallel with groups of one rank, or anything between.
 *
 * @param places `grid(world, expertRanks)`
 * @param mixture joins a gate with a pool: that of `@outrageous/experts`
 * @example
 * ```ts
 * const strategy = gridStrategy(grid(worldCommunicator(), 2), mixture);
 * ```
 *
 * Section 3.1.
 */
export function gridStrategy(places: Grid, mixture: (gate: Gate, pool: ExpertPool) => Mixture): Strategy {
  const { world, experts, replicas } = checkOptions('gridStrategy', places, kinds);
  checkValue('gridStrategy: the mixture', mixture, is.callback);
  return {
    mixture: (gate, pool) => mixture(gate, expertParallel(pool, experts)),
    task: (task) => dataParallelTask(task, world),
    optimizer: (optimizer) => dataParallel(optimizer, world, { replicas }),
    norm: (norm) => normOverRanks(norm, world, { replicas }),
  };
}

const kinds = { world: communicatorKind, experts: communicatorKind, replicas: communicatorKind };
