import { countedRouting, type Gate, slotsOfChoice, softmax, tidyTree, zeros } from '@outrageous/core';
import { checkOptions } from '@outrageous/core/options';
import { routerKinds } from '../parts/checks.js';
import { linearRouter, type RouterOptions, type RouterParameters } from '../parts/router.js';
import { everyExpert } from '../parts/everyExpert.js';

/** What {@link denseGate} is made from. */
export type DenseGateOptions = RouterOptions;

/**
 * A soft mixture of all experts: the classical ensemble, of which sparse gates compute only a part.
 *
 *     G(x) = softmax(x · W)
 *
 * The matrix, [groups, d, experts], starts at zero, so that training begins with the mean of all experts. Rows
 * [rows, d] give rows · experts slots, row by row; every expert's load is the number of rows.
 *
 * @throws RangeError from the factory on a size that is not a whole number above 0
 * @throws Error from `apply` on rows of another width or another number of groups
 * @example
 * ```ts
 * const gate = denseGate({ width: 512, experts: 4 });
 * ```
 *
 * Jacobs et al., Adaptive Mixtures of Local Experts, 1991; section 2.1, equation 2.
 */
export function denseGate(options: DenseGateOptions): Gate {
  const router = linearRouter('denseGate', checkOptions('denseGate', options, routerKinds), zeros);
  const { experts } = router.described;
  return {
    ...router.described,
    expertsPerToken: options.experts,
    apply: (parameters: RouterParameters, input) =>
      tidyTree(() => {
        const logits = router.logits(parameters, input);
        const choice = { chosen: everyExpert(logits.shape), weights: softmax(logits) };
        const slots = slotsOfChoice(choice, input, options.experts);
        return { ...countedRouting(slots, experts), logits };
      }),
  };
}
