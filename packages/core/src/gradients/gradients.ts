import * as tf from '@tensorflow/tfjs-core';
import type { Gradients } from '../optimizer.js';
import type { Parameter } from '../parameter.js';
import { mapTensors } from '../tensorTree.js';
import { denseGradient } from './denseGradient.js';
import { differentiate } from './differentiate.js';
import { cloneRows, disposeRows, type Gradient } from './rowGradient.js';

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
 * @param wanted those that gradients are wanted for; one that the loss does
 *   not reach is absent from the result, and a table of which it uses some rows
 *   once has a gradient of these alone; frozen ones get none
 * @throws Error when the loss reaches none of the parameters
 * @example
 * ```ts
 * const { value, gradients, extra } = valueAndGradients(() => {
 *   const { output, state } = model.apply(parameters, input, context);
 *   return { loss: crossEntropy(output, labels), extra: state };
 * }, leaves(parameters));
 * ```
 */
export function valueAndGradients<Extra>(
  loss: () => { readonly loss: tf.Scalar; readonly extra: Extra },
  wanted: readonly Parameter[],
): ValueAndGradients<Extra> {
  const parameters = wanted.filter(({ frozen }) => !frozen);
  const kept = keeper<Extra>();
  const tables = parameters.flatMap(({ table }) => table ?? []);
  const at = [...parameters.map(valueOf), ...tables.map(({ handle }) => handle)];
  for (const table of tables) table.open();
  try {
    const { value, grads } = differentiate(() => {
      const result = loss();
      kept.keep(result.extra);
      return result.loss;
    }, at);
    tf.dispose(grads.splice(parameters.length)); // those of the handles, all zero
    return { value, gradients: gradientsOf(parameters, grads), extra: kept.release() };
  } finally {
    kept.dispose();
    for (const table of tables) table.close();
  }
}

/** What gradients are taken at: a tensor that the loss meets again, so it is the same one at each reading. */
function valueOf(parameter: Parameter): tf.Tensor {
  return tf.tidy(() => {
    const value = parameter.read();
    if (parameter.read() === value) return value;
    throw new Error(
      `valueAndGradients: ${parameter.name} reads as a new tensor each time, so no gradient would reach it; ` +
        'ask for gradients of the parameters that are stored, as initialize gave them, and map them inside the function',
    );
  });
}

/** Carries tensors out of the scope of a differentiation, which frees all others. */
function keeper<Extra>() {
  let kept: Extra;
  const clones: tf.Tensor[] = [];
  return {
    /** Clones, so that tensors from outside stay as they are. */
    keep(extra: Extra): void {
      kept = mapTensors(extra, (tensor) => {
        const clone = tf.keep(tf.clone(tensor));
        clones.push(clone);
        return clone;
      });
    },
    release: (): Extra => mapTensors(kept, tf.clone),
    dispose: (): void => tf.dispose(clones),
  };
}

function gradientsOf(parameters: readonly Parameter[], dense: readonly (tf.Tensor | undefined)[]): Gradients {
  const reached = new Map<Parameter, Gradient>();
  parameters.forEach((parameter, i) => {
    const gradient = gradientOf(parameter, dense[i]);
    if (gradient) reached.set(parameter, gradient);
  });
  if (reached.size > 0) return reached;
  throw new Error(
    `valueAndGradients: the loss depends on none of the ${parameters.length} parameters ` +
      `(${parameters.slice(0, 3).map(({ name }) => name)}…); compute it from what their read() gives, inside the function`,
  );
}

/** One use of a table's rows gives a gradient by rows; several, or one beside a use as a whole, give their sum. */
function gradientOf({ table, shape }: Parameter, dense: tf.Tensor | undefined): Gradient | undefined {
  const byRows = table?.take() ?? [];
  if (byRows.length === 0) return dense;
  try {
    if (byRows.length === 1 && !dense) return cloneRows(byRows[0]);
    return tf.tidy(() => tf.addN([...(dense ? [dense] : []), ...byRows.map((rows) => denseGradient(rows, shape))]));
  } finally {
    disposeRows(byRows);
    dense?.dispose();
  }
}
