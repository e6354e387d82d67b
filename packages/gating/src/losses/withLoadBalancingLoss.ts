import * as tf from '@tensorflow/tfjs-core';
import { type Gate, softmax, tidyTree } from '@outrageous/core';
import { checkValue } from '@outrageous/core/options';
import { checkIsGate, usually } from '../parts/checks.js';
import { measuredWith } from '../parts/measuredWith.js';
import { sumByGroup } from '../parts/sumByGroup.js';
import { tokensPerExpert } from '../report/tokensPerExpert.js';
import { scoresOf } from './withRowLoss.js';

/**
 * The same gate, with the load balancing loss of the Switch Transformer, for gates whose load is a count.
 *
 *     loss = gate's loss + weight · experts · Σ_i f_i · P_i
 *     f_i  = the share of slots that went to expert i        (without a gradient)
 *     P_i  = the mean over rows of the gate's probabilities: the softmax of its logits, or its scores divided by their sum
 *
 * The sum times experts is 1 where both are uniform; it is the metric `loadBalancingLoss`. Shares and means are
 * those of the whole batch, in however many parts it comes.
 *
 * @param weight 0.01 where it isn't said, as in the paper
 * @throws RangeError when the weight is negative or not finite
 * @throws Error from `apply` around a gate that compares no scores
 * @example
 * ```ts
 * const gate = withLoadBalancingLoss(switchGate({ width: 512, experts: 64 }));
 * ```
 *
 * Fedus et al., Switch Transformers, 2021, section 2.2, equations 4 to 6.
 */
export function withLoadBalancingLoss(gate: Gate, weight = 0.01): Gate {
  checkIsGate('withLoadBalancingLoss: the', gate);
  checkValue('withLoadBalancingLoss: the weight', weight, usually(0.01));
  return {
    ...gate,
    apply: (parameters, input, context) =>
      tidyTree(() => {
        const routing = gate.apply(parameters, input, context);
        const { logProbabilities } = scoresOf(routing, 'loadBalancingLoss');
        const probabilities = sumByGroup(softmax(logProbabilities), input);
        const own = { tokens: tokensPerExpert(routing), probabilities };
        return measuredWith(routing, own, ({ loss, metrics }, { tokens, probabilities: sums }) => {
          const products = tf.sum(tf.mul(shares(tokens), shares(sums)));
          const loadBalancingLoss = tf.mul<tf.Scalar>(gate.experts, products);
          return {
            loss: tf.add(loss, tf.mul(weight, loadBalancingLoss)),
            metrics: { ...metrics, loadBalancingLoss },
          };
        });
      }),
  };
}

/** Each number as a share of their sum; all 0 where that is 0. */
function shares(x: tf.Tensor1D): tf.Tensor1D {
  return tf.div(x, tf.maximum(tf.sum(x), 1e-10));
}
