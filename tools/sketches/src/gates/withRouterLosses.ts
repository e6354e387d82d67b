import * as tf from '@tensorflow/tfjs-core';
import { type Gate, type Measured, type Routing, tidyTree, type TensorTree } from '@outrageous/core';

type Sums = { readonly inside: TensorTree; readonly penalty: tf.Scalar; readonly rows: tf.Scalar };

/** A gate with a loss that is a mean over rows of something made of its scores; a gate without scores is left alone. */
function withRowLoss(gate: Gate, weight: number, penaltyOf: (logits: tf.Tensor2D) => tf.Tensor1D): Gate {
  return {
    ...gate,
    apply: (parameters, input, context) =>
      tidyTree(() => {
        const routing = gate.apply(parameters, input, context);
        if (!routing.logits) return routing;
        const penalty: tf.Scalar = tf.sum(penaltyOf(routing.logits));
        const sums = { inside: routing.sums, penalty, rows: tf.scalar(input.rows.shape[0]) };
        return { ...routing, sums, measure: withPenalty(routing.measure, weight) };
      }),
  };
}

function withPenalty(measureInside: Routing['measure'], weight: number) {
  return ({ inside, penalty, rows }: Sums): Measured => {
    const { loss, metrics } = measureInside(inside);
    return { loss: tf.add(loss, tf.mul(weight, tf.div(penalty, rows))), metrics };
  };
}

/** Router z-loss: the mean of (log Σ exp logits)², which keeps logits small. */
export const withZLoss = (gate: Gate, weight: number): Gate =>
  withRowLoss(gate, weight, (logits) => tf.square(tf.logSumExp<tf.Tensor1D>(logits, 1)));

/** The mean entropy of the router's probabilities: above 0, choices become sharper, below, softer. */
export const withEntropyLoss = (gate: Gate, weight: number): Gate =>
  withRowLoss(gate, weight, (logits) =>
    tf.neg(tf.sum<tf.Tensor1D>(tf.mul(tf.softmax(logits), tf.logSoftmax(logits)), 1)),
  );
