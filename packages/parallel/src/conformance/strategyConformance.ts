import { type Check, checksOf, firstThen } from '@outrageous/core/testing';
import { distributions } from './strategy/distributions.js';
import * as promises from './strategy/promises.js';
import type { StrategyTrial } from './strategy/subject.js';

/**
 * The promises of the `Strategy` contract, as checks for any test runner.
 *
 * All ranks run the same checks in the same order. Each rank also computes all by itself, in one process, on the joined
 * batch: loss, importance, load and all gradients must be equal, within 1e-5 of the largest number, also with
 * uneven numbers of words, and none, on a rank. What ranks hold in common starts as in one process and stays alike.
 *
 * @param trial a strategy, and a gate and a pool to try it with
 * @example
 * ```ts
 * const world = worldCommunicator();
 * const strategy = gridStrategy(grid(world), mixture);
 * const gate = balanced(noisyTopK({ width: 3, experts: 4, k: 2 }));
 * const pool = feedForward({ experts: 4, width: 3, hidden: 4 });
 * for (const { run } of strategyConformance({ world, strategy, gate, pool, mixture, width: 3 })) await run();
 * ```
 */
export function strategyConformance(trial: StrategyTrial): readonly Check[] {
  const check = checksOf(trial);
  const equalities = Object.entries(distributions).map(([name, count]) =>
    check(`equals one process on the joined batch, with ${name}`, (one) => promises.equalsTheJoinedBatch(one, count)),
  );
  return firstThen(check('gives what the contract says', promises.givesWhatTheContractSays), [
    ...equalities,
    check('draws on each rank by a key of its own', promises.drawsAsItsRank),
    check('keeps the gradients of tables sparse', promises.keepsRowGradients),
    check('knows the norm of all gradients', promises.knowsTheNormOfAll),
    check('starts with the values of one process', promises.startsAsOneProcess),
    check('keeps alike what all ranks hold', promises.staysAlike),
    check('holds each expert equally often', promises.holdsEachExpertEquallyOften),
    check('leaks no tensor', promises.leaksNothing),
  ]);
}
