import * as tf from '@tensorflow/tfjs-core';
import {
  type Gate,
  type Measured,
  parameterSpec,
  type ParametersOf,
  segmentSum,
  takeAlong,
  tidyTree,
  topKIndices,
  uniformFanIn,
  zeros,
} from '@outrageous/core';
import { adam, partition, sgd } from '@outrageous/trainer';
import { eachTimes } from './expertChoice.js';

type Sums = {
  readonly importance: tf.Tensor1D;
  readonly load: tf.Tensor1D;
  /** Σ over rows of the biases. */
  readonly biases: tf.Tensor1D;
  readonly rows: tf.Scalar;
};

/**
 * Top-k by score plus bias, weighed by the scores alone. What keeps experts in balance is the bias, which falls by a
 * fixed step where an expert got more than its share, and rises where it got less.
 *
 * That step is gradient descent on Σ_i sign(load_i − mean load) · bias_i, which no other parameter is in: so the bias
 * is a parameter like any other, with an optimizer of its own, and there is no state that only the gate knows.
 */
export function biasBalanced({ width, experts, k }: Record<'width' | 'experts' | 'k', number>): Gate {
  const parameters = { logits: parameterSpec([width, experts], uniformFanIn()), bias: parameterSpec([experts], zeros) };
  return {
    parameters,
    operations: width * experts,
    groups: 1,
    experts,
    expertsPerToken: k,
    apply: ({ logits: matrix, bias }: ParametersOf<typeof parameters>, { rows }) =>
      tidyTree(() => {
        const logits: tf.Tensor2D = tf.matMul(rows, matrix.read());
        const scores = tf.sigmoid(logits);
        const chosen = topKIndices(tf.add(scores, bias.read()), k);
        const kept = takeAlong(scores, chosen);
        const weight = tf.reshape<tf.Rank.R1>(tf.div(kept, tf.sum(kept, 1, true)), [-1]);
        const [token, expert] = [eachTimes(rows.shape[0], k), tf.reshape<tf.Rank.R1>(chosen, [-1])];
        const importance = segmentSum(weight, expert, experts);
        const load = segmentSum(tf.ones<tf.Rank.R1>(expert.shape), expert, experts);
        const biases = tf.mul<tf.Tensor1D>(bias.read(), rows.shape[0]);
        const sums = { importance, load, biases, rows: tf.scalar(rows.shape[0]) };
        return { token, expert, weight, experts, logits, sums, measure };
      }),
  };
}

function measure({ importance, load, biases, rows }: Sums): Measured {
  const excess = tf.sign(tf.sub(load, tf.mean(load)));
  const loss = tf.sum<tf.Scalar>(tf.div(tf.mul(excess, biases), tf.maximum(rows, 1)));
  return { loss, metrics: { importance, load } };
}

/** The biases move by 0.001 at each step; everything else is trained as usual. */
export const optimizer = partition(({ name }) => (name.endsWith('/bias') ? 'biases' : 'rest'), {
  biases: sgd({ learningRate: 1e-3 }),
  rest: adam({ learningRate: 1e-3 }),
});
