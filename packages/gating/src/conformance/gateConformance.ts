import type { Gate } from '@outrageous/core';
import { type Check, checksOf, firstThen } from '@outrageous/core/testing';
import { gradientsAreExact } from './gradients.js';
import * as promises from './promises.js';
import { weighsByItsScores } from './scoring.js';
import type { Subject } from './subject.js';

/** What the suite can't read from a gate. */
export interface GateConformanceOptions {
  /** The width of the rows that the gate was made for; a small one makes the suite fast. */
  readonly width: number;
  /** The slots of so many rows; `rows · expertsPerToken` where it isn't said. */
  readonly slots?: (rows: number) => number;
  /** Of parameters and rows; another one helps where a choice changes within the step of a finite difference. */
  readonly seed?: number;
}

/**
 * The promises of the {@link Gate} contract, as checks for any test runner.
 *
 * Flat gates, banks of gates and hierarchies are all held to the same ones:
 * shapes, indices, the number of slots, finite numbers, repeatability,
 * gradients, no, single, equal and large rows, groups without rows, no leaked tensor.
 *
 * @param makeGate makes the gate; small sizes make the suite fast
 * @example
 * ```ts
 * describe('my gate', () => {
 *   for (const { name, run } of gateConformance(() => myGate({ width: 3 }), { width: 3 })) it(name, run);
 * });
 * ```
 */
export function gateConformance(
  makeGate: () => Gate,
  { width, slots, seed = 1 }: GateConformanceOptions,
): readonly Check[] {
  const subject: Subject = {
    makeGate,
    width,
    slots: slots ?? ((rows, { expertsPerToken }) => rows * expertsPerToken),
    seed,
  };
  const check = checksOf(subject);
  return firstThen(check('gives what the contract says', promises.givesWhatTheContractSays), [
    check('describes its groups, experts and cost', promises.describesItself),
    check('gives lists of the same length, and metrics for each expert', promises.hasTheRightShapes),
    check('sends rows to experts of their own group, to each at most once', promises.staysInRange),
    check('makes as many slots as it announced', promises.makesTheAnnouncedSlots),
    check('gives finite numbers', promises.givesFiniteNumbers),
    check('gives finite numbers at its initial parameters', promises.startsFinite),
    check('has the sum of its weights as importance', promises.sumsItsWeights),
    check('weighs by the scores that it names', weighsByItsScores),
    check('measures the sums of a batch that comes in parts', promises.addsPartsUp),
    check('repeats itself bit for bit with the same key', promises.repeatsItself),
    check('draws nothing outside training', promises.isQuietOutsideTraining),
    check('has the gradients of finite differences', gradientsAreExact),
    check('takes a single row', promises.takesOneRow),
    check('takes rows that are all equal', promises.takesEqualRows),
    check('takes no row', promises.takesNoRow),
    check('takes rows of zeros, whose logits are all equal', promises.takesEqualLogits),
    check('takes rows that are a million times larger', promises.takesLargeLogits),
    check('leaks no tensor, and leaves its input alone', promises.leaksNothing),
  ]);
}
