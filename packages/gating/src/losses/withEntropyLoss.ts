import * as tf from '@tensorflow/tfjs-core';
import { type Gate, softmax } from '@outrageous/core';
import { checkValue } from '@outrageous/core/options';
import * as is from '@outrageous/core/options';
import { checkIsGate, usually } from '../parts/checks.js';
import { type Scores, withRowLoss } from './withRowLoss.js';

/**
 * The same gate, with the entropy of its probabilities as a loss: choices become sharper.
 *
 *     loss = gate's loss + weight · mean over rows of −Σ_i p_i · log p_i,   p = the gate's probabilities
 *
 * With a negative weight they become softer. The mean, in nats, is the metric `entropyLoss`.
 *
 * @param weight 0.01 where it isn't said; may be negative
 * @throws RangeError when the weight is not finite
 * @throws Error from `apply` around a gate that compares no scores
 * @example
 * ```ts
 * const sharp = withEntropyLoss(denseGate({ width: 512, experts: 4 }), 0.01);
 * ```
 *
 * Grandvalet and Bengio, Semi-supervised Learning by Entropy Minimization, 2004.
 */
export function withEntropyLoss(gate: Gate, weight = 0.01): Gate {
  checkIsGate('withEntropyLoss: the', gate);
  checkValue('withEntropyLoss: the weight', weight, usually(0.01, is.finite));
  return withRowLoss(gate, { name: 'entropyLoss', weight, penaltyOf: entropy });
}

/**
 * −Σ p · log p = log Σ exp(s) − Σ p · s, where s are log weights below the largest of a row: no large numbers cancel, and where p
 * is 0, s may be −∞.
 */
function entropy({ logProbabilities }: Scores): tf.Tensor1D {
  const below = tf.sub<tf.Tensor2D>(logProbabilities, tf.max(logProbabilities, 1, true));
  return tf.sub(tf.logSumExp(below, 1), tf.sum(tf.mul(softmax(below), tf.maximum(below, -1e3)), 1));
}
