import * as tf from '@tensorflow/tfjs-core';
import type { Table } from './table.js';

/** The tensors that an op takes, by name. */
export type OpInputs = { readonly [name: string]: tf.Tensor };

/** Numbers and flags that an op takes beside its tensors, and tables, which it uses rows of. */
export type OpAttributes = { readonly [name: string]: number | boolean | string | readonly number[] | Table };

/** Computes an op's outputs. Intermediate tensors are freed by the caller. */
export type OpFunction<Inputs, Attributes> = (inputs: Inputs, attributes: Attributes) => tf.Tensor[];

/** Describes an op: what it means, its gradient, and how devices do it faster. */
export interface OpDefinition<Inputs extends OpInputs, Attributes extends OpAttributes> {
  /** Unique among all kernels of TensorFlow.js. */
  readonly name: string;
  /** The names of all inputs. */
  readonly inputs: readonly (keyof Inputs & string)[];
  /** How many outputs there are; 1 where it isn't said. */
  readonly outputs?: number;
  /** The plain composition of tf ops, which defines what the op means. */
  readonly reference: OpFunction<Inputs, Attributes>;
  /** Kernels of single backends, by backend name. Every other backend uses the reference. */
  readonly kernels?: { readonly [backend: string]: OpFunction<Inputs, Attributes> };
  /**
   * The gradients of those inputs that have one, each made when it is needed.
   *
   * @param dy one gradient per output; zeros for unused outputs
   */
  readonly gradient?: OpGradient<Inputs, Attributes>;
}

/** Gives, for each input that has a gradient, a function that makes it. */
export type OpGradient<Inputs, Attributes> = (
  dy: readonly tf.Tensor[],
  saved: { readonly inputs: Inputs; readonly outputs: readonly tf.Tensor[] },
  attributes: Attributes,
) => { readonly [Name in keyof Inputs]?: () => tf.Tensor };

/**
 * Makes an op: a function on tensors with one kernel per backend and a gradient.
 *
 * Kernels are registered when the op first runs on a backend, so an op that is
 * never used costs nothing and can be dropped by a bundler.
 *
 * @returns the function; its outputs are new tensors
 * @throws whatever a kernel throws
 * @example
 * ```ts
 * const square = defineOp<{ x: tf.Tensor }, {}>({
 *   name: 'Square_',
 *   inputs: ['x'],
 *   reference: ({ x }) => [tf.mul(x, x)],
 *   gradient: ([dy], { inputs: { x } }) => ({ x: () => tf.mul(dy, tf.mul(2, x)) }),
 * });
 * const [y] = square({ x }, {});
 * ```
 */
export function defineOp<Inputs extends OpInputs, Attributes extends OpAttributes>(
  definition: OpDefinition<Inputs, Attributes>,
): OpFunction<Inputs, Attributes> {
  return (inputs, attributes) => {
    registerOn(startedBackend(), definition);
    // The registry of TensorFlow.js is untyped; the casts of all our ops are in this file.
    const outputs = tf
      .engine()
      .runKernel(definition.name, { ...inputs }, { ...attributes } as unknown as tf.NamedAttrMap);
    return Array.isArray(outputs) ? outputs : [outputs];
  };
}

/** The backend that computes; TensorFlow.js chooses one now where a program's first op is one of ours. */
function startedBackend(): string {
  tf.backend();
  return tf.getBackend();
}

function registerOn<Inputs extends OpInputs, Attributes extends OpAttributes>(
  backendName: string,
  definition: OpDefinition<Inputs, Attributes>,
): void {
  const { name: kernelName, reference, kernels } = definition;
  if (tf.getKernel(kernelName, backendName)) return;
  const compute = kernels?.[backendName] ?? reference;
  tf.registerKernel({
    kernelName,
    backendName,
    kernelFunc: ({ inputs, attrs }) =>
      tf.tidy(() => compute(inputs as unknown as Inputs, attrs as unknown as Attributes)),
  });
  if (!tf.getGradient(kernelName)) registerGradient(definition);
}

function registerGradient<Inputs extends OpInputs, Attributes extends OpAttributes>({
  name: kernelName,
  inputs: names,
  outputs: count = 1,
  gradient,
}: OpDefinition<Inputs, Attributes>): void {
  if (!gradient) return;
  tf.registerGradient({
    kernelName,
    inputsToSave: [...names],
    outputsToSave: new Array<boolean>(count).fill(true),
    gradFunc: (dy, saved, attributes) => {
      const inputs = Object.fromEntries(names.map((name, i) => [name, saved[i]])) as unknown as Inputs;
      const outputs = saved.slice(names.length);
      const dys = Array.isArray(dy) ? dy : [dy];
      const made = gradient(dys, { inputs, outputs }, attributes as unknown as Attributes);
      return Object.fromEntries(names.map((name) => [name, made[name] ?? (() => tf.zeros(inputs[name].shape))]));
    },
  });
}
