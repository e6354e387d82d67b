import * as tf from '@tensorflow/tfjs-core';
import type { Gate, Measured } from '@outrageous/core';
import { checkOptions } from '@outrageous/core/options';
import { checkIsGate, usually } from '../parts/checks.js';
import { cvSquared } from './cvSquared.js';

/** How much the two balancing losses weigh; each 0.1 where it isn't said, as in the paper's table 6. */
export interface BalanceWeights {
  /** w_importance: experts should matter equally. */
  readonly importance?: number;
  /** w_load: experts should receive equally many rows. */
  readonly load?: number;
}

/**
 * The same gate, with losses that keep its experts in balance.
 *
 *     loss = gate's loss + w_importance · CV(Importance)² + w_load · CV(Load)²
 *
 * Importance and load are sums over the whole batch, in however many parts it
 * comes, and over all groups: wrapped around a hierarchy, there is one CV² over all
 * of its experts.
 *
 * @throws RangeError when a weight is negative or not finite
 * @example
 * ```ts
 * const gate = balanced(noisyTopK({ width: 512, experts: 32, k: 4 }), { importance: 0.1, load: 0.1 });
 * ```
 *
 * Section 4, equation 7; appendix A, equation 11.
 */
export function balanced(gate: Gate, weights: BalanceWeights = {}): Gate {
  checkIsGate('balanced: the', gate);
  checkOptions('balanced', weights, { importance: usually(0.1), load: usually(0.1) });
  const { importance = 0.1, load = 0.1 } = weights;
  return {
    ...gate,
    apply(parameters, input, context) {
      const { measure, ...routing } = gate.apply(parameters, input, context);
      return { ...routing, measure: (sums) => withBalance(measure(sums), { importance, load }) };
    },
  };
}

/** Adds w_importance · CV(Importance)² + w_load · CV(Load)². */
function withBalance({ loss, metrics }: Measured, { importance, load }: Required<BalanceWeights>): Measured {
  const ofImportance = tf.mul<tf.Scalar>(importance, cvSquared(metrics.importance));
  const ofLoad = tf.mul<tf.Scalar>(load, cvSquared(metrics.load));
  return { loss: tf.addN([loss, ofImportance, ofLoad]), metrics };
}
