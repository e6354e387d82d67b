import type { Communicator } from '@outrageous/core';
import { type Check, firstThen } from '@outrageous/core/testing';
import * as promises from './promises.js';

/**
 * The promises of the {@link Communicator} contract, as checks for any test runner.
 *
 * Every rank of a group runs the same checks in the same order, each on its own
 * communicator, whatever the size of the group: sums, ragged gathers and
 * exchanges, broadcasts from each root, nested splits, clear errors, results
 * that the caller owns.
 *
 * @param open gives this rank's communicator; called once per check
 * @example
 * ```ts
 * describe('my communicator', () => {
 *   for (const { name, run } of communicatorConformance(() => myCommunicator())) it(name, run);
 * });
 * ```
 */
export function communicatorConformance(open: () => Communicator): readonly Check[] {
  const check = (name: string, promise: (communicator: Communicator) => void | Promise<void>): Check => ({
    name,
    run: async () => promise(open()),
  });
  return firstThen(check('gives what the contract says', promises.givesWhatTheContractSays), [
    check('has a rank within its size', promises.knowsItsRank),
    check('sums over ranks', promises.sumsOverRanks),
    check('keeps shape and dtype', promises.keepsShapeAndDtype),
    check('joins tensors of different lengths', promises.joinsDifferentLengths),
    check('goes on in the meantime', promises.goesOnInTheMeantime),
    check('exchanges different numbers of rows, none among them', promises.exchangesRaggedRows),
    check('brings rows back with the counts that came', promises.bringsRowsBack),
    check('broadcasts from each root', promises.broadcastsFromEachRoot),
    check('waits for all', promises.waitsForAll),
    check('splits by color, again and again', promises.splitsByColor),
    check('refuses counts that do not fit', promises.refusesWrongCounts),
    check('refuses a root that is no rank', promises.refusesWrongRoots),
    check("gives the caller its results and leaves the caller's tensors alone", promises.leavesOwnershipClear),
  ]);
}
