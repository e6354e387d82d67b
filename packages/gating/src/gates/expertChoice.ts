import { countedRouting, type Gate, slotsOfSelection, softmax, tidyTree } from '@outrageous/core';
import { bestRows, slotsOfBestRows } from '../parts/bestRows.js';
import { checkOptions } from '@outrageous/core/options';
import * as is from '@outrageous/core/options';
import { routerKinds } from '../parts/checks.js';
import { linearRouter, type RouterOptions, type RouterParameters, smallLogits } from '../parts/router.js';

/** What {@link expertChoice} is made from. */
export interface ExpertChoiceOptions extends RouterOptions {
  /** How many experts a row gets on average: one row may get none, another all. The paper's capacity factor. */
  readonly expertsPerToken: number;
}

/**
 * Every expert chooses its rows, always equally many: balanced without any loss.
 *
 *     p(x)   = softmax(x · W)
 *     G(x)_i = p(x)_i where x is among the m rows with the largest p(·)_i, else 0
 *     m      = ⌈expertsPerToken · rows / experts⌉
 *
 * Rows [rows, d] give m · experts slots, row by row; of a bank up to m · experts for each group, of which those that
 * a group has no use for are none. Ties go to the first row.
 *
 * What a row gets depends on the other rows of its batch, later ones included: in a language model, a word can
 * learn from it what comes after, and a text that is continued word by word is routed otherwise than in training.
 *
 * @throws RangeError from the factory on a size that is not a whole number above 0, or expertsPerToken above experts
 * @throws Error from `apply` on rows of another width or another number of groups
 * @example
 * ```ts
 * const gate = expertChoice({ width: 512, experts: 64, expertsPerToken: 2 });
 * ```
 *
 * Zhou et al., Mixture-of-Experts with Expert Choice Routing, 2022, section 3.
 */
export function expertChoice(options: ExpertChoiceOptions): Gate {
  const { expertsPerToken } = checkOptions('expertChoice', options, { ...routerKinds, expertsPerToken: is.positive });
  checkPerToken(options);
  const router = linearRouter('expertChoice', options, smallLogits(options.width));
  const { experts, groups } = router.described;
  return {
    ...router.described,
    expertsPerToken,
    apply: (parameters: RouterParameters, input) =>
      tidyTree(() => {
        const logits = router.logits(parameters, input);
        const weights = softmax(logits);
        const mask = bestRows(weights, input, expertsPerToken);
        const slots = slotsOfSelection({ mask, weights }, input, slotsOfBestRows(mask.shape, expertsPerToken, groups));
        return { ...countedRouting(slots, experts), logits };
      }),
  };
}

function checkPerToken({ expertsPerToken, experts }: ExpertChoiceOptions): void {
  if (expertsPerToken <= experts) return;
  throw new RangeError(
    `expertChoice: expertsPerToken must be at most ${experts}, the number of experts, got ${expertsPerToken}`,
  );
}
