import * as tf from '@tensorflow/tfjs-core';
import {
  groupedMatMul,
  type Layer,
  normalWith,
  oneGroup,
  parameterSpec,
  type ParametersOf,
  zeros,
} from '@outrageous/core';

/**
 * The logits of each word: float32 [tokens, width] → [tokens, vocabulary].
 *
 *     logits = x · W + b
 *
 * The softmax itself belongs to the loss, where it is computed stably. W starts
 * small, so that training begins near the uniform distribution.
 *
 * @example
 * ```ts
 * const logits = softmaxLayer(128, 10_000).apply(parameters, hidden, context);
 * ```
 */
export function softmaxLayer(width: number, vocabulary: number): Layer<tf.Tensor2D, tf.Tensor2D> {
  const parameters = {
    weight: parameterSpec([width, vocabulary], normalWith(0.5 / Math.sqrt(width))),
    bias: parameterSpec([vocabulary], zeros),
  };
  return {
    parameters,
    operations: width * vocabulary,
    apply: ({ weight, bias }: ParametersOf<typeof parameters>, x) =>
      tf.tidy(() => {
        const [matrix, vector] = [tf.expandDims<tf.Tensor3D>(weight.read()), tf.expandDims<tf.Tensor2D>(bias.read())];
        return groupedMatMul(oneGroup(x), matrix, { bias: vector });
      }),
  };
}
