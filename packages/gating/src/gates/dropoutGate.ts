import * as tf from '@tensorflow/tfjs-core';
import { countedRouting, dropout, type Gate, slotsOfSelection, tidyTree } from '@outrageous/core';
import { checkOptions } from '@outrageous/core/options';
import * as is from '@outrageous/core/options';
import { bankKinds } from '../parts/checks.js';
import { bank, type BankOptions } from '../parts/bank.js';

/** What {@link dropoutGate} is made from. */
export interface DropoutGateOptions extends BankOptions {
  /** The probability with which a row goes without an expert in training, from 0, included, to 1, excluded. */
  readonly rate: number;
}

/**
 * Each row sees a random subset of the experts in training, each expert with the probability 1 − rate, and all of them
 * outside: dropout, with experts for units.
 *
 *     G(x)_i = 1 / (experts · (1 − rate)) with the probability 1 − rate, else 0     (training)
 *     G(x)_i = 1 / experts                                                            (outside)
 *
 * The subsets of different rows overlap, so that many experts are trained at once which share their parts; the paper
 * of the mixture reads dropout so. What it gives outside training is the mean of what it gives in training. In training there is
 * room for 6 standard deviations more slots than are expected, row by row, and those beyond the drawn ones are none;
 * outside there are rows · experts.
 *
 * @throws RangeError from the factory on a size that is not a whole number above 0, or a rate that is not in [0, 1)
 * @throws Error from `apply` on another number of groups
 * @example
 * ```ts
 * const gate = dropoutGate({ experts: 16, rate: 0.75 });
 * ```
 *
 * Srivastava et al., Dropout: A Simple Way to Prevent Neural Networks from Overfitting, 2014.
 */
export function dropoutGate(options: DropoutGateOptions): Gate {
  const { rate } = checkOptions('dropoutGate', options, {
    ...bankKinds,
    rate: { ...is.rate, hint: 'it is the share of experts that a row goes without' },
  });
  const { described, check } = bank('dropoutGate', options);
  return {
    ...described,
    expertsPerToken: options.experts * (1 - rate),
    apply: (_, input, context) =>
      tidyTree(() => {
        check(input);
        const [rows, experts] = [input.rows.shape[0], options.experts];
        const weights = dropout<tf.Tensor2D>(tf.fill([rows, experts], 1 / experts), rate, context);
        const count = context.training ? drawnSlots(rows * experts, rate) : rows * experts;
        return countedRouting(slotsOfSelection({ mask: tf.step(weights), weights }, input, count), described.experts);
      }),
  };
}

/** The mean and 6 standard deviations of how many of so many stay: more happens once in a billion batches. */
export function drawnSlots(of: number, rate: number): number {
  const [mean, deviation] = [of * (1 - rate), Math.sqrt(of * rate * (1 - rate))];
  return Math.min(of, Math.ceil(mean + 6 * deviation));
}
