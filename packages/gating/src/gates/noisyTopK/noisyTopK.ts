import * as tf from '@tensorflow/tfjs-core';
import {
  type Gate,
  groupedMatMul,
  heldGroups,
  type ParametersOf,
  parameterSpec,
  segmentSum,
  slotsOfChoice,
  softmax,
  tidyTree,
  withoutLoss,
  zeros,
} from '@outrageous/core';
import { checkOptions } from '@outrageous/core/options';
import { checkGroups, checkK, checkWidth, warnWithoutTaskGradient } from '../../parts/checks.js';
import { keepTopK } from '../../parts/keepTopK.js';
import { sumByGroup } from '../../parts/sumByGroup.js';
import { addNoise } from './addNoise.js';
import { loadProbabilities } from './loadProbabilities/loadProbabilities.js';
import { noisyTopKKinds, type NoisyTopKOptions } from './noisyTopKOptions.js';

/**
 * Noisy top-k gating: each row goes to the k experts with the largest noisy logits.
 *
 *     clean(x) = x · W_g
 *     std(x)   = softplus(x · W_noise) + floor
 *     H(x)     = clean(x) + N(0, 1) ⊙ std(x)       (noise only while training)
 *     G(x)     = softmax(keepTopK(H(x), k))
 *
 * Both matrices, [groups, d, experts], start at zero, so that training begins
 * with equal load. Rows [rows, d] give rows · k slots, row by row, the largest
 * weight first. Load is the smooth estimator of appendix A. The gate carries no
 * loss of its own: wrap it in {@link balanced}.
 *
 * With k = 1 the one weight is always 1: the task has no gradient to the gate. {@link switchGate} weighs by the probability.
 *
 * The noise floor is not in the paper; it keeps the estimator finite.
 *
 * @throws RangeError from the factory on a size that is not a whole number above 0, or k above experts
 * @throws Error from `apply` on rows of another width or another number of groups
 * @example
 * ```ts
 * const gate = balanced(noisyTopK({ width: 512, experts: 256, k: 4 }));
 * const { token, expert, weight } = gate.apply(parameters, oneGroup(rows), context);
 * ```
 *
 * Section 2.1, equations 3 to 5; appendix A.
 */
export function noisyTopK(options: NoisyTopKOptions): Gate {
  checkOptions('noisyTopK', options, noisyTopKKinds);
  const { width, experts, k, groups = 1, noiseFloor = 1e-2 } = options;
  checkK('noisyTopK', k, experts);
  warnWithoutTaskGradient('noisyTopK', options);
  const parameters = {
    clean: parameterSpec([groups, width, experts], zeros, { perGroup: groups > 1 }),
    noise: parameterSpec([groups, width, experts], zeros, { perGroup: groups > 1 }),
  };
  return {
    parameters,
    operations: 2 * width * experts,
    groups,
    experts: groups * experts,
    expertsPerToken: k,
    inputWidth: width,
    apply: (weights: ParametersOf<typeof parameters>, input, { training, key }) =>
      tidyTree(() => {
        checkWidth('noisyTopK', input, width);
        checkGroups('noisyTopK', input, groups);
        const held = heldGroups(input, weights.clean);
        const clean = groupedMatMul(held, weights.clean.read());
        const std = tf.add<tf.Tensor2D>(tf.softplus(groupedMatMul(held, weights.noise.read())), noiseFloor);
        const noisy = training ? addNoise(clean, std, key) : clean;
        const top = keepTopK(noisy, k);
        const slots = slotsOfChoice({ chosen: top.chosen, weights: softmax(top.kept) }, input, experts);
        const load = sumByGroup(loadProbabilities({ clean, noisy, std }, top), input);
        const importance = segmentSum(slots.weight, slots.expert, groups * experts);
        const sums = { importance, load };
        const scoring = { normalized: true };
        return { ...slots, experts: groups * experts, logits: noisy, scoring, sums, measure: withoutLoss };
      }),
  };
}
