import * as tf from '@tensorflow/tfjs-core';
import { leaves, type ParameterTree } from '@outrageous/core';

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
    const x = tf.variable(tokens);
    const variables: Named = { tokens: x };
    for (const parameter of leaves(parameters)) variables[parameter.name] = parameter.read();
    const result: Named = { output: f(x) };
    const { grads } = tf.variableGrads(() => waveSum(f(x)), Object.values(variables) as tf.Variable[]);
    for (const [name, variable] of Object.entries(variables)) {
      result[name] = grads[(variable as tf.Variable).name] ?? tf.zerosLike(variable);
    }
    x.dispose();
    return result;
  });
}

/** Σ_i y_i · cos(i): every number counts in its own way. */
function waveSum(y: tf.Tensor2D): tf.Scalar {
  return tf.sum(tf.mul(y, tf.reshape(tf.cos(tf.range(0, y.size)), y.shape)));
}
