import type { Recurrent } from '@outrageous/core';
import { type Check, checksOf, firstThen } from '@outrageous/core/testing';
import { gradientsAreExact } from './gradients.js';
import * as promises from './promises.js';
import type { Subject } from './subject.js';

/** How the suite tries layers. */
export interface RecurrentConformanceOptions {
  /** Of parameters, inputs and states; another one helps where a kink lies within the step of a finite difference. */
  readonly seed?: number;
  /**
   * Outputs depend on earlier steps alone, true where it isn't said. Of a layer that reads its windows backwards too,
   * which can't go on from window to window, no state is expected that makes windows equal to one long sequence,
   * and earlier tokens may see padding.
   */
  readonly causal?: boolean;
}

/**
 * The promises of the {@link Recurrent} contract, as checks for any test runner.
 *
 * Shapes, a state that makes windows equal to one long sequence, sequences that
 * don't see each other, padding that counts nowhere, one step, one sequence, gradients to input, state and
 * parameters, repeatability, no leaked tensor.
 *
 * @param make makes the layer; small sizes make the suite fast
 * @example
 * ```ts
 * describe('my layer', () => {
 *   for (const { name, run } of recurrentConformance(() => myLayer({ inputWidth: 3, cells: 4 }))) it(name, run);
 * });
 * ```
 */
export function recurrentConformance(
  make: () => Recurrent,
  { seed = 1, causal = true }: RecurrentConformanceOptions = {},
): readonly Check[] {
  const subject: Subject = { make, seed };
  const check = checksOf(subject);
  return firstThen(check('gives what the contract says', promises.givesWhatTheContractSays), [
    check('describes its widths, cost and state', promises.describesItself),
    check('gives an output for each step, and a state like the one it got', promises.keepsTheShapes),
    ...(causal ? [check('carries all it needs from window to window in its state', promises.carriesItsState)] : []),
    ...(causal
      ? [check('lets padding change neither earlier tokens nor what experts count', promises.seesNoPadding)]
      : []),
    check('takes a single step', promises.takesASingleStep),
    check('lets no sequence of a batch see another', promises.keepsSequencesApart),
    check('repeats itself bit for bit with the same key', promises.repeatsItself),
    check('draws nothing outside training', promises.isQuietOutsideTraining),
    check('has the gradients of finite differences', gradientsAreExact),
    check('leaks no tensor, and leaves input and state alone', promises.leaksNothing),
  ]);
}
