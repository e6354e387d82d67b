import * as tf from '@tensorflow/tfjs-core';
import type { Gate } from '@outrageous/core';
import { checkValue } from '@outrageous/core/options';
import { checkIsGate, usually } from '../parts/checks.js';
import { type Scores, withRowLoss } from './withRowLoss.js';

/**
 * The same gate, with the router z-loss, which keeps its logits small, so that its softmax stays precise.
 *
 *     loss = gate's loss + weight · mean over rows of (log Σ_i exp(logit_i))²
 *
 * The mean is the metric `zLoss`.
 *
 * @param weight 0.001 where it isn't said, as in the paper
 * @throws RangeError when the weight is negative or not finite
 * @throws Error from `apply` around a gate that compares no scores
 * @example
 * ```ts
 * const gate = withZLoss(switchGate({ width: 512, experts: 64 }));
 * ```
 *
 * Zoph et al., ST-MoE, 2022, equation 5.
 */
export function withZLoss(gate: Gate, weight = 1e-3): Gate {
  checkIsGate('withZLoss: the', gate);
  checkValue('withZLoss: the weight', weight, usually(0.001));
  return withRowLoss(gate, { name: 'zLoss', weight, penaltyOf: squaredLogSumExp });
}

function squaredLogSumExp({ logits }: Scores): tf.Tensor1D {
  return tf.square(tf.logSumExp<tf.Tensor1D>(logits, 1));
}
