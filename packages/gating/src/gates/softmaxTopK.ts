import { countedRouting, type Gate, slotsOfChoice, softmax, takeAlong, tidyTree, topKIndices } from '@outrageous/core';
import { checkOptions, optional } from '@outrageous/core/options';
import * as is from '@outrageous/core/options';
import { checkK, routerKinds, warnWithoutTaskGradient } from '../parts/checks.js';
import { linearRouter, type RouterOptions, type RouterParameters, smallLogits } from '../parts/router.js';

/** What {@link softmaxTopK} is made from. */
export interface SoftmaxTopKOptions extends RouterOptions {
  /** How many experts each row goes to. */
  readonly k: number;
  /** Whether the weights of a row are divided by their sum, as in GShard and Mixtral; false where it isn't said. */
  readonly normalized?: boolean;
}

/**
 * The softmax over all experts, and then the k largest: weights are probabilities among all experts.
 *
 *     p(x) = softmax(x · W)
 *     G(x) = p(x) where it is among the k largest, else 0
 *
 * Weights of a row sum to less than 1, so that an expert's weight learns from how good it is also where k = 1.
 * With `normalized` they sum to 1, which is the softmax over the kept logits alone. Rows [rows, d] give rows · k
 * slots, row by row, the largest weight first; ties go to the lowest expert. There is no noise, so load is a count,
 * without a gradient: {@link withLoadBalancingLoss} balances such a gate.
 *
 * Normalized, with k = 1, the one weight is always 1: the task has no gradient to the gate. {@link switchGate} weighs by the probability.
 *
 * @throws RangeError from the factory on a size that is not a whole number above 0, or k above experts
 * @throws Error from `apply` on rows of another width or another number of groups
 * @example
 * ```ts
 * const gate = withLoadBalancingLoss(softmaxTopK({ width: 512, experts: 64, k: 2, normalized: true }));
 * ```
 *
 * Lepikhin et al., GShard, 2020, and Jiang et al., Mixtral of Experts, 2024 (normalized); Dai et al., DeepSeekMoE,
 * 2024 (not).
 */
export function softmaxTopK(options: SoftmaxTopKOptions): Gate {
  const kinds = { ...routerKinds, k: is.size, normalized: optional(is.flag) };
  const { k, normalized = false } = checkOptions('softmaxTopK', options, kinds);
  checkK('softmaxTopK', k, options.experts);
  if (normalized) warnWithoutTaskGradient('softmaxTopK', options);
  const router = linearRouter('softmaxTopK', options, smallLogits(options.width));
  const { experts } = router.described;
  return {
    ...router.described,
    expertsPerToken: k,
    apply: (parameters: RouterParameters, input) =>
      tidyTree(() => {
        const logits = router.logits(parameters, input);
        const chosen = topKIndices(logits, k);
        const weights = normalized ? softmax(takeAlong(logits, chosen)) : takeAlong(softmax(logits), chosen);
        const slots = slotsOfChoice({ chosen, weights }, input, options.experts);
        return { ...countedRouting(slots, experts), logits, scoring: { normalized } };
      }),
  };
}
