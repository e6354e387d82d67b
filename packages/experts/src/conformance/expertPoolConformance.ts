import type { ExpertPool } from '@outrageous/core';
import { type Check, checksOf, firstThen } from '@outrageous/core/testing';
import { gradientsAreExact } from './gradients.js';
import * as promises from './promises.js';
import type { Subject } from './subject.js';

/** The pool that a check asks for. */
export interface PoolSize {
  readonly experts: number;
  /** The width d of the rows. */
  readonly width: number;
}

/** How the suite tries pools. */
export interface ExpertPoolConformanceOptions {
  /** The width of the rows; 3 where it isn't said. */
  readonly width?: number;
  /** Of parameters and rows; another one helps where a kink lies within the step of a finite difference. */
  readonly seed?: number;
}

/**
 * The promises of the {@link ExpertPool} contract, as checks for any test runner.
 *
 * Shapes, rows in their order and each through its own expert, experts without
 * rows, a single expert, a single row, all rows on one expert, gradients,
 * repeatability, initial values by seed, no leaked tensor.
 *
 * @param make makes pools of the sizes asked for (1 to 3 experts); small hidden sizes make the suite fast
 * @example
 * ```ts
 * describe('my pool', () => {
 *   const checks = expertPoolConformance(({ experts, width }) => myPool({ experts, width, hidden: 4 }));
 *   for (const { name, run } of checks) it(name, run);
 * });
 * ```
 */
export function expertPoolConformance(
  make: (size: PoolSize) => ExpertPool,
  { width = 3, seed = 1 }: ExpertPoolConformanceOptions = {},
): readonly Check[] {
  const subject: Subject = { make: (experts) => make({ experts, width }), width, seed };
  const check = checksOf(subject);
  return firstThen(check('gives what the contract says', promises.givesWhatTheContractSays), [
    check('describes its experts, parameters and cost', promises.describesItself),
    check('gives one finite row for each row', promises.keepsTheShape),
    check('puts each row through its own expert, and keeps their order', promises.keepsTheOrder),
    check('takes all rows on one expert', promises.takesAllOnOne),
    check('takes a single expert', promises.takesASingleExpert),
    check('takes a single row', promises.takesASingleRow),
    check('takes no row at all', promises.takesNoRows),
    check('repeats itself bit for bit with the same key', promises.repeatsItself),
    check('draws nothing outside training', promises.isQuietOutsideTraining),
    check('starts from the seed and the index of the expert alone', promises.startsFromSeedAndIndex),
    check('gives the same in parts, which start with the same values', promises.isTheSumOfItsParts),
    check('has the gradients of finite differences', gradientsAreExact),
    check('leaks no tensor, and leaves its input alone', promises.leaksNothing),
  ]);
}
