import * as tf from '@tensorflow/tfjs';
import type { ModelSizes } from '../modelSizes.js';

/** What a mixture made from TensorFlow.js' own ops gives. */
export interface PlainMixture {
  apply(x: tf.Tensor2D): { output: tf.Tensor2D; balance: tf.Scalar };
}

/**
 * All experts computed for all tokens, each multiplied with its weight, which is zero for most.
 *
 * The balancing losses are ours but for the gradient through the thresholds of the load: TensorFlow.js has none for
 * `topk`.
 */
export function plainMixture({ width, hidden, experts, k }: ModelSizes): PlainMixture {
  const clean = tf.variable(tf.zeros<tf.Rank.R2>([width, experts]));
  const noise = tf.variable(tf.zeros<tf.Rank.R2>([width, experts]));
  const pool = Array.from({ length: experts }, () => [uniform(width, hidden, Math.SQRT2), uniform(hidden, width, 1)]);
  return {
    apply(x) {
      const logits = tf.matMul(x, clean);
      const std = tf.add(tf.softplus(tf.matMul(x, noise as tf.Tensor2D)), 1e-2);
      const noisy = tf.add<tf.Tensor2D>(logits, tf.mul(tf.randomNormal(logits.shape), std));
      const kth = ranked(noisy, k - 1);
      const inside = tf.greaterEqual(noisy, kth);
      const weights = tf.softmax(tf.where(inside, noisy, tf.fill(noisy.shape, -1e9)));
      const threshold = tf.where(inside, ranked(noisy, k), kth);
      const probability = tf.mul(0.5, tf.add(1, tf.erf(tf.div(tf.div(tf.sub(logits, threshold), std), Math.SQRT2))));
      const balance = tf.add(cvSquared(tf.sum(weights, 0)), cvSquared(tf.sum(probability, 0)));
      const columns = tf.split(weights, experts, 1);
      const outputs = pool.map(([first, second], i) =>
        tf.mul<tf.Tensor2D>(tf.matMul(tf.relu(tf.matMul(x, first as tf.Tensor2D)), second as tf.Tensor2D), columns[i]),
      );
      return { output: tf.addN(outputs), balance: tf.mul(0.1, balance) };
    },
  };
}

/** The logit of each row that has so many above it, as a constant: [rows, experts], all equal in a row. */
function ranked(logits: tf.Tensor2D, above: number): tf.Tensor {
  const constant = tf.customGrad((x) => {
    const { values } = tf.topk(x as tf.Tensor2D, above + 1);
    const column = tf.slice(values, [0, above], [-1, 1]);
    return { value: tf.tile(column, [1, logits.shape[1]]), gradFunc: (dy: tf.Tensor) => tf.zerosLike(dy) };
  });
  return constant(logits);
}

function cvSquared(x: tf.Tensor): tf.Scalar {
  const { mean, variance } = tf.moments(x);
  return tf.div(variance, tf.add(tf.square(mean), 1e-10));
}

function uniform(rows: number, columns: number, gain: number): tf.Variable {
  const bound = gain * Math.sqrt(3 / rows);
  return tf.variable(tf.randomUniform([rows, columns], -bound, bound));
}
