import * as tf from '@tensorflow/tfjs-core';
import { type Layer, parameterSpec, type ParametersOf, uniformFanIn } from '@outrageous/core';

/** An expert that is not a feed-forward network of ours: x · W. */
export function linearLayer(width: number, outputWidth: number): Layer<tf.Tensor2D, tf.Tensor2D> {
  const parameters = { weight: parameterSpec([width, outputWidth], uniformFanIn()) };
  return {
    parameters,
    operations: width * outputWidth,
    apply: ({ weight }: ParametersOf<typeof parameters>, x) => tf.matMul(x, weight.read()),
  };
}
