import * as tf from '@tensorflow/tfjs-core';
import {
  type Choice,
  countedRouting,
  type Gate,
  slotsOfChoice,
  tidyTree,
  topKIndices,
  uniform,
} from '@outrageous/core';
import { checkOptions } from '@outrageous/core/options';
import * as is from '@outrageous/core/options';
import { bank, type BankOptions } from '../parts/bank.js';
import { bankKinds, checkK } from '../parts/checks.js';
import { everyExpert } from '../parts/everyExpert.js';

/** What {@link randomGate} is made from. */
export interface RandomGateOptions extends BankOptions {
  /** How many experts each row goes to in training. */
  readonly k: number;
}

/**
 * Sends each row to k experts that are drawn at random, each with the weight 1 / k; outside training to all experts.
 *
 *     G(x)_i = 1 / k where i is among the k drawn for x, else 0     (training)
 *     G(x)_i = 1 / experts                                           (outside)
 *
 * What it gives outside training is the mean of what it gives in training. A baseline that learns nothing and is
 * always balanced, but costs all experts outside training. Rows give rows · k slots, row by row; outside training
 * rows · experts.
 *
 * @throws RangeError from the factory on a size that is not a whole number above 0, or k above experts
 * @throws Error from `apply` on another number of groups
 * @example
 * ```ts
 * const gate = randomGate({ experts: 8, k: 2 });
 * ```
 *
 * Zuo et al., Taming Sparsely Activated Transformer with Stochastic Experts (THOR), 2021.
 */
export function randomGate(options: RandomGateOptions): Gate {
  const { k, experts } = checkOptions('randomGate', options, { ...bankKinds, k: is.size });
  checkK('randomGate', k, experts);
  const { described, check } = bank('randomGate', options);
  return {
    ...described,
    expertsPerToken: k,
    apply: (_, input, { training, key }) =>
      tidyTree(() => {
        check(input);
        const shape = [input.rows.shape[0], experts] as const;
        const choice = equallyWeighed(training ? topKIndices(uniform(key, shape), k) : everyExpert(shape));
        return countedRouting(slotsOfChoice(choice, input, experts), described.experts);
      }),
  };
}

function equallyWeighed(chosen: tf.Tensor2D): Choice {
  return { chosen, weights: tf.fill(chosen.shape, 1 / chosen.shape[1]) };
}
