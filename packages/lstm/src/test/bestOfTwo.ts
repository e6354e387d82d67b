import {
  type Layer,
  measureRouting,
  type Mixture,
  normalWith,
  type ParametersOf,
  parameterSpec,
  type Routing,
  topKIndices,
  withoutLoss,
} from '@outrageous/core';
import * as tf from '@tensorflow/tfjs-core';

/** A layer with a weight alone. */
export function linear(inputWidth: number, width = inputWidth): Layer<tf.Tensor2D, tf.Tensor2D> {
  const parameters = { weight: parameterSpec([inputWidth, width], normalWith(1)) };
  return {
    parameters,
    operations: inputWidth * width,
    apply: ({ weight }: ParametersOf<typeof parameters>, x) => tf.matMul(x, weight.read()),
  };
}

/** A mixture of two linear experts: each token goes to the likelier one, weighted with its probability. */
export function bestOfTwo(inputWidth: number, width = inputWidth): Mixture {
  const expert = linear(inputWidth, width);
  const parameters = {
    gate: parameterSpec([inputWidth, 2], normalWith(1)),
    experts: [expert.parameters, expert.parameters],
  };
  return {
    parameters,
    operations: expert.operations + 2 * inputWidth,
    experts: 2,
    inputWidth,
    width,
    apply: ({ gate, experts }: ParametersOf<typeof parameters>, x, inside) => {
      const logits: tf.Tensor2D = tf.matMul(x, gate.read());
      const probabilities = tf.softmax(logits);
      const chosen = tf.reshape<tf.Rank.R1>(topKIndices(probabilities, 1), [x.shape[0]]);
      const weights = tf.mul<tf.Tensor2D>(probabilities, tf.oneHot(chosen, 2));
      const outputs = experts.map((parameters, e) =>
        tf.mul(tf.slice(weights, [0, e], [x.shape[0], 1]), expert.apply(parameters, x, inside)),
      );
      return { output: tf.addN(outputs) as tf.Tensor2D, routing: routingOf(chosen, weights, probabilities) };
    },
  };
}

function routingOf(expert: tf.Tensor1D, weights: tf.Tensor2D, probabilities: tf.Tensor2D): Routing {
  const token = tf.range(0, expert.shape[0], 1, 'int32');
  const importance = tf.sum<tf.Tensor1D>(probabilities, 0);
  const load = tf.sum<tf.Tensor1D>(tf.cast(tf.greater(weights, 0), 'float32'), 0);
  const weight = tf.sum<tf.Tensor1D>(weights, 1);
  return { token, expert, weight, experts: 2, sums: { importance, load }, measure: withoutLoss };
}

/** Σ over rows of the gate's weights. */
export function importanceOf(routing: Routing): tf.Tensor1D {
  return tf.tidy(() => measureRouting(routing).metrics.importance);
}
