import * as tf from '@tensorflow/tfjs-core';
import {
  countedRouting,
  type CountedSums,
  type Gate,
  gatherRows,
  type Grouped,
  type Parameter,
  parameterSpec,
  type Routing,
  type Slots,
  slotsOfChoice,
  slotsOfSelection,
  softmax,
  takeAlong,
  tidyTree,
  topKIndices,
} from '@outrageous/core';
import { bestRows, slotsOfBestRows } from '../../parts/bestRows.js';
import { checkOptions, optional } from '@outrageous/core/options';
import * as is from '@outrageous/core/options';
import { checkK, routerKinds, usually } from '../../parts/checks.js';
import { linearRouter, type RouterOptions, type RouterParameters, smallLogits } from '../../parts/router.js';
import { batchwiseLoss } from './batchwiseLoss.js';

/** What {@link strictlyBalanced} is made from. */
export interface StrictlyBalancedOptions extends RouterOptions {
  /** Experts per row: each expert gets m = k · rows / experts rows of a batch. */
  readonly k: number;
  /** The most experts that a row may have outside training, where thresholds choose; 2 · k where it isn't said. */
  readonly mostPerToken?: number;
  /** How much the loss that trains the thresholds weighs; 0.1 where it isn't said. */
  readonly thresholdWeight?: number;
}

type Parameters = RouterParameters & { readonly thresholds: Parameter<tf.Rank.R2> };

type Sums = CountedSums & { readonly batchwise: tf.Scalar; readonly rows: tf.Scalar };

/**
 * Strictly balanced gating: in training, each expert takes its m best rows of the batch; outside, the rows that
 * exceed its threshold, so that a row can come alone.
 *
 *     p(x)   = softmax(x · W)
 *     M(x)_i = 1 where x is among the m = ⌈k · rows / experts⌉ rows with the largest p(·)_i   (training)
 *     M(x)_i = 1 where p(x)_i > T_i                                                            (outside)
 *     G(x)_i = p(x)_i · M(x)_i / Σ_j p(x)_j · M(x)_j
 *     loss   = thresholdWeight · L_batchwise / rows
 *
 * The thresholds T, [groups, experts], start at 1 / experts and are trained by {@link batchwiseLoss}. A row that no
 * expert takes has no weight at all, so the mixture gives 0 for it. In training there are m · experts slots, row
 * by row, as those of `expertChoice`; outside, rows · mostPerToken, of which those below the threshold are none.
 *
 * Deviations from the paper: the loss is a mean over rows instead of a sum, so that it doesn't drown the task's where
 * gradients are clipped, and outside training a row keeps no more than its `mostPerToken` largest weights, because
 * the number of slots must be known beforehand.
 *
 * @throws RangeError from the factory on a size that is not a whole number above 0, on k or mostPerToken above
 *   experts, or on a negative weight
 * @throws Error from `apply` on rows of another width or another number of groups
 * @example
 * ```ts
 * const gate = strictlyBalanced({ width: 512, experts: 32, k: 4 });
 * ```
 *
 * Appendix F, equations 15 to 20.
 */
export function strictlyBalanced(options: StrictlyBalancedOptions): Gate {
  const mostPerToken = checked(options);
  const { width, experts, groups = 1, k, thresholdWeight = 0.1 } = options;
  const router = linearRouter('strictlyBalanced', { width, experts, groups }, smallLogits(width));
  const thresholds = parameterSpec([groups, experts], (_key, shape) => tf.fill([...shape], 1 / experts));
  return {
    ...router.described,
    parameters: { ...router.described.parameters, thresholds },
    expertsPerToken: k,
    apply: (parameters: Parameters, input, { training }) =>
      tidyTree(() => {
        const logits = router.logits(parameters, input);
        const scored = { input, logits, probabilities: softmax(logits), thresholds: parameters.thresholds.read() };
        const { batchwise, ...slots } = training ? byBatch(scored, k) : byThreshold(scored, mostPerToken);
        const routing = countedRouting(slots, groups * experts);
        const sums = { ...routing.sums, batchwise, rows: tf.scalar(logits.shape[0]) };
        return { ...routing, logits, scoring: { normalized: true }, sums, measure: measureWith(thresholdWeight) };
      }),
  };
}

/** Rows with what is compared. */
interface Scored {
  readonly input: Grouped;
  /** float32 [rows, experts] */
  readonly logits: tf.Tensor2D;
  /** their softmax */
  readonly probabilities: tf.Tensor2D;
  /** float32 [groups, experts] */
  readonly thresholds: tf.Tensor2D;
}

/** M_batchwise. */
function byBatch({ input, logits, probabilities, thresholds }: Scored, k: number): Slots & Pick<Sums, 'batchwise'> {
  const mask = bestRows(probabilities, input, k);
  const weights = softmax(logits, tf.cast(mask, 'bool'));
  return {
    ...slotsOfSelection({ mask, weights }, input, slotsOfBestRows(mask.shape, k, input.groups)),
    batchwise: batchwiseLoss(probabilities, gatherRows(thresholds, input.group), mask),
  };
}

/** M_threshold. */
function byThreshold(
  { input, logits, probabilities, thresholds }: Scored,
  mostPerToken: number,
): Slots & Pick<Sums, 'batchwise'> {
  const over = tf.greaterEqual(tf.step(tf.sub(probabilities, gatherRows(thresholds, input.group))), 1);
  const masked: tf.Tensor2D = tf.where(over, probabilities, tf.fill(probabilities.shape, -1));
  const chosen = topKIndices(masked, mostPerToken);
  const weights = softmax(takeAlong(logits, chosen), tf.greaterEqual(takeAlong(masked, chosen), 0));
  return { ...slotsOfChoice({ chosen, weights }, input, probabilities.shape[1]), batchwise: tf.scalar(0) };
}

function measureWith(weight: number): Routing['measure'] {
  return ({ importance, load, batchwise, rows }: Sums) => ({
    loss: tf.mul(weight, tf.div(batchwise, tf.maximum(rows, 1))),
    metrics: { importance, load },
  });
}

/** The most experts per row outside training, once all options have been found to fit. */
function checked(options: StrictlyBalancedOptions): number {
  const kinds = { ...routerKinds, k: is.size, mostPerToken: optional(is.size), thresholdWeight: usually(0.1) };
  const {
    experts,
    k,
    mostPerToken: most = Math.min(2 * k, experts),
  } = checkOptions('strictlyBalanced', options, kinds);
  checkK('strictlyBalanced', k, experts);
  if (most >= k && most <= experts) return most;
  throw new RangeError(
    `strictlyBalanced: mostPerToken must be a whole number from k = ${k} to ${experts}, the number of experts, got ${most}`,
  );
}
