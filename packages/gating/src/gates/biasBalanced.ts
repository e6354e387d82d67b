import * as tf from '@tensorflow/tfjs-core';
import {
  countedRouting,
  type CountedSums,
  type Gate,
  gatherRows,
  type Parameter,
  parameterSpec,
  type Routing,
  slotsOfChoice,
  softmax,
  takeAlong,
  tidyTree,
  topKIndices,
  zeros,
} from '@outrageous/core';
import { checkOptions } from '@outrageous/core/options';
import * as is from '@outrageous/core/options';
import { checkK, routerKinds, usually, warnWithoutTaskGradient } from '../parts/checks.js';
import { linearRouter, type RouterOptions, type RouterParameters, smallLogits } from '../parts/router.js';

/** What {@link biasBalanced} is made from. */
export interface BiasBalancedOptions extends RouterOptions {
  /** How many experts each row goes to. */
  readonly k: number;
  /** u: the size of the bias's step; 0.001 where it isn't said, which is for long runs. */
  readonly biasRate?: number;
}

type Parameters = RouterParameters & { readonly bias: Parameter<tf.Rank.R2> };

type Sums = CountedSums & {
  /** float32 [experts]: Σ over rows of the biases. */
  readonly biases: tf.Tensor1D;
  readonly rows: tf.Scalar;
};

/**
 * Top-k by score plus a bias, weighed by the scores alone; the bias balances the experts, and no loss disturbs them.
 *
 *     s(x)      = sigmoid(x · W)
 *     G(x)_i    = s(x)_i / Σ_chosen s(x) where s(x)_i + b_i is among the k largest, else 0
 *     b_i       ← b_i − u · sign(load_i − mean load)
 *
 * The bias b, [groups, experts], starts at 0. It falls by u where an expert got more than its share, and rises by u where
 * it got less. That is gradient descent on Σ_i u · sign(load_i − mean load) · b_i, in which there is no other parameter:
 * so the bias is a parameter like any other, and the gate remembers nothing. Its gradient is the step of the paper, and it
 * says so (`ownStep`): `withOwnSteps` of `@outrageous/trainer` takes it as it is, whatever moves the rest.
 *
 * In so many steps a bias moves by u · steps at most, and the scores that it is added to lie between 0 and 1: the papers' u
 * of 0.001 is for runs of tens of thousands of steps, and one of hundreds needs a larger `biasRate`, such as 0.01 for 500.
 *
 * With k = 1 the one weight is always 1: the task has no gradient to the gate. {@link switchGate} weighs by the probability.
 *
 * @throws RangeError from the factory on a size that is not a whole number above 0, k above experts, or a negative
 *   biasRate
 * @throws Error from `apply` on rows of another width or another number of groups
 * @example
 * ```ts
 * const gate = biasBalanced({ width: 512, experts: 64, k: 6 });
 * const optimizer = withOwnSteps(clipByGlobalNorm(1, adam({ learningRate: 1e-3 })));
 * ```
 *
 * Wang et al., Auxiliary-Loss-Free Load Balancing Strategy for Mixture-of-Experts, 2024; the weights are normalized as
 * in DeepSeek-V3, 2024.
 */
export function biasBalanced(options: BiasBalancedOptions): Gate {
  const {
    width,
    experts,
    groups = 1,
    k,
    biasRate = 1e-3,
  } = checkOptions('biasBalanced', options, {
    ...routerKinds,
    k: is.size,
    biasRate: usually(0.001),
  });
  const router = linearRouter('biasBalanced', { width, experts, groups }, smallLogits(width));
  checkK('biasBalanced', k, experts);
  warnWithoutTaskGradient('biasBalanced', { experts, k });
  return {
    ...router.described,
    parameters: { ...router.described.parameters, bias: parameterSpec([groups, experts], zeros, { ownStep: true }) },
    expertsPerToken: k,
    apply: (parameters: Parameters, input) =>
      tidyTree(() => {
        const logits = router.logits(parameters, input);
        const bias = parameters.bias.read();
        const ranked = tf.add<tf.Tensor2D>(tf.sigmoid(logits), gatherRows(bias, input.group));
        const chosen = topKIndices(ranked, k);
        const logWeights = tf.neg<tf.Tensor2D>(tf.softplus(tf.neg(logits)));
        const weights = softmax(takeAlong(logWeights, chosen));
        const slots = slotsOfChoice({ chosen, weights }, input, experts);
        const rows = logits.shape[0];
        const biases = tf.mul<tf.Tensor1D>(tf.reshape(bias, [-1]), rows);
        const routing = countedRouting(slots, groups * experts);
        const sums = { ...routing.sums, biases, rows: tf.scalar(rows) };
        const scoring = { ranked, logWeights, normalized: true };
        return { ...routing, logits, scoring, sums, measure: measureWith(biasRate, groups) };
      }),
  };
}

function measureWith(biasRate: number, groups: number): Routing['measure'] {
  return ({ importance, load, biases, rows }: Sums) => {
    const ofGroups: tf.Tensor2D = tf.reshape(load, [groups, -1]);
    // Whole numbers, which are exact: a mean is rounded, and balanced experts would seem to be above or below it.
    const excess = tf.sub(tf.mul(ofGroups, ofGroups.shape[1]), tf.sum(ofGroups, 1, true));
    const signs = tf.reshape(tf.sign(excess), [-1]);
    const loss = tf.sum<tf.Scalar>(tf.mul(tf.mul(biasRate, signs), tf.div(biases, tf.maximum(rows, 1))));
    return { loss, metrics: { importance, load } };
  };
}
