import type { Gate } from '@outrageous/core';
import { checkOptions } from '@outrageous/core/options';
import { routerKinds } from '../parts/checks.js';
import type { RouterOptions } from '../parts/router.js';
import { softmaxTopK } from './softmaxTopK.js';

/** What {@link switchGate} is made from. */
export type SwitchGateOptions = RouterOptions;

/**
 * Each row goes to its one best expert, weighed by that expert's probability among all experts.
 *
 *     p(x) = softmax(x · W)
 *     G(x) = p(x)_i for the largest p(x)_i, else 0
 *
 * It is {@link softmaxTopK} with k = 1: the task's gradient reaches the gate through the probability. The Switch
 * Transformer balances it with {@link withLoadBalancingLoss} and bounds it with {@link withCapacity}.
 *
 * @throws RangeError from the factory on a size that is not a whole number above 0
 * @throws Error from `apply` on rows of another width or another number of groups
 * @example
 * ```ts
 * const gate = withLoadBalancingLoss(switchGate({ width: 512, experts: 64 }), 0.01);
 * ```
 *
 * Fedus et al., Switch Transformers, 2021, section 2.1.
 */
export function switchGate(options: SwitchGateOptions): Gate {
  return softmaxTopK({ ...checkOptions('switchGate', options, routerKinds), k: 1 });
}
