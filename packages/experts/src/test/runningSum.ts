import * as tf from '@tensorflow/tfjs-core';
import { type ParametersOf, parameterSpec, type Recurrent, tidyTree, uniformFanIn } from '@outrageous/core';

/** The simplest layer with a state: h_t = tanh(h_{t−1} + x_t · W), and its state is h. */
export function runningSum(inputWidth: number, width: number): Recurrent<tf.Tensor2D> {
  const parameters = { weight: parameterSpec([inputWidth, width], uniformFanIn()) };
  return {
    parameters,
    operations: inputWidth * width,
    inputWidth,
    width,
    zeroState: (batch) => tf.zeros([batch, width]),
    apply: ({ weight }: ParametersOf<typeof parameters>, { input, state }) =>
      tidyTree(() => {
        let hidden = state;
        const outputs = tf.split(input, input.shape[0]).map((step) => {
          const x: tf.Tensor2D = tf.squeeze(step, [0]);
          hidden = tf.tanh(tf.add<tf.Tensor2D>(hidden, tf.matMul(x, weight.read())));
          return hidden;
        });
        return { output: tf.reshape(tf.stack(outputs), [outputs.length, -1, width]), state: tf.clone(hidden) };
      }),
  };
}
