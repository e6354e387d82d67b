import * as tf from '@tensorflow/tfjs-core';
import { type Gate, type Routing, tidyTree } from '@outrageous/core';
import { measuredWith } from '../parts/measuredWith.js';

/** A loss that is a mean over rows. */
export interface RowLoss {
  /** What the metric is called, and with `with` before it, the combinator. */
  readonly name: string;
  readonly weight: number;
  /** [rows] */
  penaltyOf(scores: Scores): tf.Tensor1D;
}

/** What losses are made of; each float32 [rows, experts]. */
export interface Scores {
  readonly logits: tf.Tensor2D;
  /** Numbers whose softmax are the gate's probabilities, however it scores. */
  readonly logProbabilities: tf.Tensor2D;
}

/** The same gate, with a loss made of the scores of each row; the mean is a metric of the loss's name. */
export function withRowLoss(gate: Gate, { name, weight, penaltyOf }: RowLoss): Gate {
  return {
    ...gate,
    apply: (parameters, input, context) =>
      tidyTree(() => {
        const routing = gate.apply(parameters, input, context);
        const penalty: tf.Scalar = tf.sum(penaltyOf(scoresOf(routing, name)));
        const own = { penalty, rows: tf.scalar(input.rows.shape[0]) };
        return measuredWith(routing, own, ({ loss, metrics }, sums) => {
          const mean = tf.div<tf.Scalar>(sums.penalty, tf.maximum(sums.rows, 1));
          return { loss: tf.add(loss, tf.mul(weight, mean)), metrics: { ...metrics, [name]: mean } };
        });
      }),
  };
}

/** @throws Error where a gate doesn't compare scores */
export function scoresOf({ logits, scoring }: Routing, name: string): Scores {
  if (logits) return { logits, logProbabilities: scoring?.logWeights ?? logits };
  throw new Error(
    `with${name[0].toUpperCase()}${name.slice(1)}: the gate has no logits to make a loss of; ` +
      'wrap a gate that compares scores, and of a hierarchy its parts',
  );
}
