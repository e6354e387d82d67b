import * as tf from '@tensorflow/tfjs-core';
import type { Communicator } from '../communicator.js';
import { kernelRegistry, type TapeGradient } from './kernelRegistry.js';
import type { Table } from '../gradients/table.js';

/** The tensors that an op takes, by name. */
export type OpInputs = { readonly [name: string]: tf.Tensor };

/** Numbers and flags that an op takes beside its tensors; tables, which it uses rows of; processes that it exchanges with. */
export type OpAttributes = {
  readonly [name: string]: number | boolean | string | readonly number[] | Table | Communicator;
};

/** Computes an op's outputs. Intermediate tensors are freed by the caller. */
export type OpFunction<Inputs, Attributes, Outputs = [tf.Tensor]> = (inputs: Inputs, attributes: Attributes) => Outputs;

/**
 * Describes an op: what it means, its gradient, and how devices do it faster.
 *
 * @typeParam Outputs their types, such as `[tf.Tensor2D, tf.Tensor1D]`
 * @typeParam Given those that the caller gets; all where it isn't said
 */
export interface OpDefinition<
  Inputs extends OpInputs,
  Attributes extends OpAttributes,
  Outputs extends tf.Tensor[] = [tf.Tensor],
  Given extends tf.Tensor[] = Outputs,
> {
  /** Unique among all kernels of TensorFlow.js. */
  readonly name: string;
  /** The names of all inputs. */
  readonly inputs: readonly (keyof Inputs & string)[];
  /** How many outputs there are; 1 where it isn't said. */
  readonly outputs?: number;
  /** How many of them, the first, the caller gets; the others are for the gradient alone. All where it isn't said. */
  readonly given?: Given['length'];
  /** The plain composition of tf ops, which defines what the op means. */
  readonly reference: OpFunction<Inputs, Attributes, Outputs>;
  /** Kernels of single backends, by backend name. Every other backend uses the reference. */
  readonly kernels?: { readonly [backend: string]: OpFunction<Inputs, Attributes, Outputs> };
  /**
   * The gradients of those inputs that have one, each made when it is needed.
   *
   * @param dy one gradient for each output that the caller gets, zeros for those that aren't used; what follows isn't used
   */
  readonly gradient?: OpGradient<Inputs, Attributes, Outputs, Given>;
  /** Gradients of single backends, by backend name, where theirs isn't `gradient`. */
  readonly gradientKernels?: { readonly [backend: string]: OpGradient<Inputs, Attributes, Outputs, Given> };
}

/** Gives, for each input that has a gradient, a function that makes it. */
export type OpGradient<
  Inputs,
  Attributes,
  Outputs extends tf.Tensor[] = [tf.Tensor],
  Given extends tf.Tensor[] = Outputs,
> = (
  dy: Given,
  saved: { readonly inputs: Inputs; readonly outputs: Outputs },
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
export function defineOp<
  Inputs extends OpInputs,
  Attributes extends OpAttributes,
  Outputs extends tf.Tensor[] = [tf.Tensor],
  Given extends tf.Tensor[] = Outputs,
>(definition: OpDefinition<Inputs, Attributes, Outputs, Given>): OpFunction<Inputs, Attributes, Given> {
  return definition.given === undefined ? kernelOf(definition) : givingSome(definition);
}

/** What the current backend's kernel gives: more than callers get, where the definition says how much that is. */
function kernelOf<
  Inputs extends OpInputs,
  Attributes extends OpAttributes,
  Outputs extends tf.Tensor[],
  Given extends tf.Tensor[],
>(definition: OpDefinition<Inputs, Attributes, Outputs, Given>): OpFunction<Inputs, Attributes, Given> {
  return (inputs, attributes) => {
    registerOn(startedBackend(), definition);
    return kernelRegistry.engine().runKernel(definition.name, { ...inputs }, { ...attributes });
  };
}

/**
 * An op whose last outputs are for its gradient alone: they aren't on the tape, which would make
 * zeros as large as each of them, on the host, in place of their gradients.
 *
 * On wasm they are: a clone is a copy there, which TensorFlow.js takes for a leak when it checks kernels.
 */
function givingSome<
  Inputs extends OpInputs,
  Attributes extends OpAttributes,
  Outputs extends tf.Tensor[],
  Given extends tf.Tensor[],
>(definition: OpDefinition<Inputs, Attributes, Outputs, Given>): OpFunction<Inputs, Attributes, Given> {
  const compute: OpFunction<Inputs, Attributes, tf.Tensor[]> = kernelOf(definition);
  // The first outputs are what the definition says that callers get.
  const first = (outputs: tf.Tensor[]) => outputs.slice(0, definition.given) as Given;
  return (inputs, attributes) => {
    const outputs = compute(inputs, attributes);
    if (tf.getBackend() === 'wasm') {
      tf.dispose(outputs.slice(definition.given));
      return first(outputs);
    }
    const given = kernelRegistry.engine().runKernelFunc({
      inputs,
      forwardFunc: (_backend, save) => {
        save([...definition.inputs.map((name) => inputs[name]), ...outputs]);
        return first(outputs.map((output) => tf.clone(output)));
      },
      backwardsFunc: tapeGradient(definition, attributes),
    });
    tf.dispose(outputs);
    return given;
  };
}

/** The backend that computes; TensorFlow.js chooses one now where a program's first op is one of ours. */
export function startedBackend(): string {
  tf.backend();
  return tf.getBackend();
}

function registerOn<
  Inputs extends OpInputs,
  Attributes extends OpAttributes,
  Outputs extends tf.Tensor[],
  Given extends tf.Tensor[],
>(backendName: string, definition: OpDefinition<Inputs, Attributes, Outputs, Given>): void {
  const { name: kernelName, reference, kernels } = definition;
  if (tf.getKernel(kernelName, backendName)) return;
  const compute = kernels?.[backendName] ?? reference;
  kernelRegistry.registerKernel<Inputs, Attributes, Outputs>({
    kernelName,
    backendName,
    kernelFunc: ({ inputs, attrs }) => tf.tidy(() => compute(inputs, attrs)),
  });
  if (definition.gradient && !tf.getGradient(kernelName)) registerGradient(definition);
}

function registerGradient<
  Inputs extends OpInputs,
  Attributes extends OpAttributes,
  Outputs extends tf.Tensor[],
  Given extends tf.Tensor[],
>(definition: OpDefinition<Inputs, Attributes, Outputs, Given>): void {
  kernelRegistry.registerGradient<Attributes>({
    kernelName: definition.name,
    inputsToSave: definition.inputs,
    outputsToSave: new Array<boolean>(definition.outputs ?? 1).fill(true),
    gradFunc: (dy, saved, attributes) => tapeGradient(definition, attributes)(dy, saved),
  });
}

/** An op's gradient as the tape wants it: inputs without one get zeros. */
function tapeGradient<
  Inputs extends OpInputs,
  Attributes extends OpAttributes,
  Outputs extends tf.Tensor[],
  Given extends tf.Tensor[],
>(definition: OpDefinition<Inputs, Attributes, Outputs, Given>, attributes: Attributes): TapeGradient {
  const { inputs: names, gradient, gradientKernels } = definition;
  return (dy, saved) => {
    // The tape has an op's tensors in a list: those of its inputs by their names, then its outputs.
    const inputs = Object.fromEntries(names.map((name, i) => [name, saved[i]])) as Inputs;
    const outputs = saved.slice(names.length) as Outputs;
    const differentiate = gradientKernels?.[tf.getBackend()] ?? gradient;
    const made = differentiate?.((Array.isArray(dy) ? dy : [dy]) as Given, { inputs, outputs }, attributes);
    return Object.fromEntries(names.map((name) => [name, made?.[name] ?? (() => tf.zeros(inputs[name].shape))]));
  };
}
