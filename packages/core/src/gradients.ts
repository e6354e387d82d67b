import * as tf from '@tensorflow/tfjs-core';
import type { Gradients } from './optimizer.js';
import type { Parameter } from './parameter.js';

/** What `valueAndGradients` gives; the caller owns every tensor in it. */
export interface ValueAndGradients<Extra> {
  readonly value: tf.Scalar;
  readonly gradients: Gradients;
  readonly extra: Extra;
}

/**
 * The value of a loss, its gradients, and whatever else was computed on the way.
 *
 * @param loss returns the scalar to differentiate and any tree of tensors to keep
 * @param parameters those that gradients are wanted for; one that the loss does
 *   not reach is absent from the result
 * @throws Error when the loss reaches none of the parameters
 * @example
 * ```ts
 * const { value, gradients, extra } = valueAndGradients(() => {
 *   const { output, state } = model.apply(parameters, input, context);
 *   return { loss: crossEntropy(output, labels), extra: state };
 * }, leaves(parameters));
 * ```
 */
export function valueAndGradients<Extra extends tf.TensorContainer>(
  loss: () => { readonly loss: tf.Scalar; readonly extra: Extra },
  parameters: readonly Parameter[],
): ValueAndGradients<Extra> {
  const kept: { extra?: Extra } = {};
  const variables = parameters.map((parameter) => parameter.read() as tf.Variable);
  const { value, grads } = tf.variableGrads(() => {
    const result = loss();
    kept.extra = result.extra;
    for (const tensor of tf.tensor_util.getTensorsInContainer(result.extra)) tf.keep(tensor);
    return result.loss;
  }, variables);
  const gradients = new Map<Parameter, tf.Tensor>();
  parameters.forEach((parameter, i) => {
    const gradient = grads[variables[i].name];
    if (gradient) gradients.set(parameter, gradient);
  });
  return { value, gradients, extra: kept.extra as Extra };
}
