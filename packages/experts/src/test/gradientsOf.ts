import * as tf from '@tensorflow/tfjs-core';
import { denseGradient, leaves, type ParameterTree, valueAndGradients, variableParameter } from '@outrageous/core';

/** Tensors by name. */
export type Named = Record<string, tf.Tensor>;

/**
 * A function's output, and the gradients of Σ cos(i) · output_i to the tokens and
 * to each parameter, by name; zero for what it doesn't reach.
 */
export function gradientsOf(
  { tokens, parameters }: { readonly tokens: tf.Tensor2D; readonly parameters: ParameterTree },
  f: (tokens: tf.Tensor2D) => tf.Tensor2D,
): Named {
  return tf.tidy(() => {
    const x = variableParameter('tokens', { shape: tokens.shape, perExpert: false }, tf.clone(tokens));
    const all = [x, ...leaves(parameters)];
    const { gradients, extra } = valueAndGradients(() => {
      const output = f(x.read() as tf.Tensor2D);
      return { loss: waveSum(output), extra: output };
    }, all);
    const result: Named = { output: extra };
    for (const parameter of all) {
      const gradient = gradients.get(parameter);
      result[parameter.name] = gradient ? denseGradient(gradient, parameter.shape) : tf.zerosLike(parameter.read());
    }
    x.dispose();
    return result;
  });
}

/** Σ_i y_i · cos(i): every number counts in its own way. */
function waveSum(y: tf.Tensor2D): tf.Scalar {
  return tf.sum(tf.mul(y, tf.reshape(tf.cos(tf.range(0, y.size)), y.shape)));
}
