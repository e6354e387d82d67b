import * as tf from '@tensorflow/tfjs-core';
import type { Gradients } from './optimizer.js';
import type { Parameter } from './parameter.js';
import { mapTensors } from './mapTensors.js';

/** What `valueAndGradients` gives; new tensors, which belong to the caller (or to its `tf.tidy`). */
export interface ValueAndGradients<Extra> {
  readonly value: tf.Scalar;
  readonly gradients: Gradients;
  readonly extra: Extra;
}

/**
 * The value of a loss, its gradients, and whatever else was computed on the way.
 *
 * When the loss throws, everything that it made is freed.
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
  const kept = keeper<Extra>();
  try {
    const { value, grads } = differentiate(() => {
      const result = loss();
      kept.keep(result.extra);
      return result.loss;
    }, parameters.map((parameter) => parameter.read()));
    return { value, gradients: gradientsOf(parameters, grads), extra: kept.release() };
  } finally {
    kept.dispose();
  }
}

/** Carries tensors out of the scope of a differentiation, which frees all others. */
function keeper<Extra extends tf.TensorContainer>() {
  let kept: Extra;
  return {
    /** Clones, so that tensors from outside stay as they are. */
    keep(extra: Extra): void {
      kept = mapTensors(extra, (tensor) => tf.keep(tf.clone(tensor)));
    },
    release: (): Extra => mapTensors(kept, tf.clone),
    dispose: (): void => tf.dispose(kept),
  };
}

/** As `tf.variableGrads`, for any tensors; and what the tape saved is freed when `f` throws. */
function differentiate(f: () => tf.Scalar, at: tf.Tensor[]): { value: tf.Scalar; grads: (tf.Tensor | undefined)[] } {
  const engine = tf.engine();
  try {
    return engine.gradients(f, at, undefined, true);
  } catch (error) {
    if (engine.state.gradientDepth === 0) for (const { saved } of engine.state.activeTape) tf.dispose(saved ?? []);
    throw error;
  }
}

function gradientsOf(parameters: readonly Parameter[], gradients: readonly (tf.Tensor | undefined)[]): Gradients {
  const reached = new Map<Parameter, tf.Tensor>();
  parameters.forEach((parameter, i) => {
    const gradient = gradients[i];
    if (gradient) reached.set(parameter, gradient);
  });
  if (reached.size > 0) return reached;
  throw new Error(
    `valueAndGradients: the loss depends on none of the ${parameters.length} parameters ` +
      `(${parameters.slice(0, 3).map(({ name }) => name)}…); compute it from what their read() gives, inside the function`,
  );
}
