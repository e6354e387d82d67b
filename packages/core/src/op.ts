import * as tf from '@tensorflow/tfjs-core';
import type { Communicator } from './communicator.js';
import type { Table } from './table.js';

/** The tensors that an op takes, by name. */
export type OpInputs = { readonly [name: string]: tf.Tensor };

/** Numbers and flags that an op takes beside its tensors; tables, which it uses rows of; processes that it exchanges with. */
export type OpAttributes = {
  readonly [name: string]: number | boolean | string | readonly number[] | Table | Communicator;
};

/** Computes an op's outputs. Intermediate tensors are freed by the caller. */
export type OpFunction<Inputs, Attributes, Outputs = tf.Tensor[]> = (inputs: Inputs, attributes: Attributes) => Outputs;

/**
 * Describes an op: what it means, its gradient, and how devices do it faster.
 *
 * @typeParam Outputs their types, such as `[tf.Tensor2D, tf.Tensor1D]`
 */
export interface OpDefinition<
  Inputs extends OpInputs,
  Attributes extends OpAttributes,
  Outputs extends tf.Tensor[] = tf.Tensor[],
> {
  /** Unique among all kernels of TensorFlow.js. */
  readonly name: string;
  /** The names of all inputs. */
  readonly inputs: readonly (keyof Inputs & string)[];
  /** How many outputs there are; 1 where it isn't said. */
  readonly outputs?: number;
  /** How many of them, the first, the caller gets; the others are for the gradient alone. All where it isn't said. */
  readonly given?: number;
  /** The plain composition of tf ops, which defines what the op means. */
  readonly reference: OpFunction<Inputs, Attributes, Outputs>;
  /** Kernels of single backends, by backend name. Every other backend uses the reference. */
  readonly kernels?: { readonly [backend: string]: OpFunction<Inputs, Attributes, Outputs> };
  /**
   * The gradients of those inputs that have one, each made when it is needed.
   *
   * @param dy one gradient for each output that the caller gets, zeros for those that aren't used; what follows isn't used
   */
  readonly gradient?: OpGradient<Inputs, Attributes, Outputs>;
}

/** Gives, for each input that has a gradient, a function that makes it. */
export type OpGradient<Inputs, Attributes, Outputs = readonly tf.Tensor[]> = (
  dy: Outputs,
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
  Outputs extends tf.Tensor[] = tf.Tensor[],
>(definition: OpDefinition<Inputs, Attributes, Outputs>): OpFunction<Inputs, Attributes, Outputs> {
  const compute = kernelOf(definition);
  return definition.given === undefined ? compute : givingSome(definition, compute);
}

function kernelOf<Inputs extends OpInputs, Attributes extends OpAttributes, Outputs extends tf.Tensor[]>(
  definition: OpDefinition<Inputs, Attributes, Outputs>,
): OpFunction<Inputs, Attributes, Outputs> {
  return (inputs, attributes) => {
    registerOn(startedBackend(), definition);
    // The registry of TensorFlow.js is untyped; the casts of all our ops are in this file.
    const outputs = tf
      .engine()
      .runKernel(definition.name, { ...inputs }, { ...attributes } as unknown as tf.NamedAttrMap);
    return (Array.isArray(outputs) ? outputs : [outputs]) as Outputs;
  };
}

/** What TensorFlow.js calls for the gradients of an entry on its tape. */
type TapeGradient = (dy: tf.Tensor | tf.Tensor[], saved: tf.Tensor[]) => { [name: string]: () => tf.Tensor };

/** The entry of a function whose gradient isn't that of a kernel. The types of TensorFlow.js call it private. */
interface Tape {
  runKernelFunc(entry: {
    readonly inputs: OpInputs;
    readonly forwardFunc: (backend: unknown, save: (tensors: readonly tf.Tensor[]) => void) => tf.Tensor[];
    readonly backwardsFunc: TapeGradient;
  }): tf.Tensor[];
}

/**
 * An op whose last outputs are for its gradient alone: they aren't on the tape, which would make
 * zeros as large as each of them, on the host, in place of their gradients.
 *
 * On wasm they are: a clone is a copy there, which TensorFlow.js takes for a leak when it checks kernels.
 */
function givingSome<Inputs extends OpInputs, Attributes extends OpAttributes, Outputs extends tf.Tensor[]>(
  definition: OpDefinition<Inputs, Attributes, Outputs>,
  compute: OpFunction<Inputs, Attributes, Outputs>,
): OpFunction<Inputs, Attributes, Outputs> {
  return (inputs, attributes) => {
    const outputs = compute(inputs, attributes);
    if (tf.getBackend() === 'wasm') {
      tf.dispose(outputs.slice(definition.given));
      return outputs.slice(0, definition.given) as Outputs;
    }
    const given = (tf.engine() as unknown as Tape).runKernelFunc({
      inputs,
      forwardFunc: (_backend, save) => {
        save([...definition.inputs.map((name) => inputs[name]), ...outputs]);
        return outputs.slice(0, definition.given).map((output) => tf.clone(output));
      },
      backwardsFunc: tapeGradient(definition, attributes),
    });
    tf.dispose(outputs);
    return given as Outputs;
  };
}

/** The backend that computes; TensorFlow.js chooses one now where a program's first op is one of ours. */
function startedBackend(): string {
  tf.backend();
  return tf.getBackend();
}

function registerOn<Inputs extends OpInputs, Attributes extends OpAttributes, Outputs extends tf.Tensor[]>(
  backendName: string,
  definition: OpDefinition<Inputs, Attributes, Outputs>,
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
  if (definition.gradient && !tf.getGradient(kernelName)) registerGradient(definition);
}

function registerGradient<Inputs extends OpInputs, Attributes extends OpAttributes, Outputs extends tf.Tensor[]>(
  definition: OpDefinition<Inputs, Attributes, Outputs>,
): void {
  tf.registerGradient({
    kernelName: definition.name,
    inputsToSave: [...definition.inputs],
    outputsToSave: new Array<boolean>(definition.outputs ?? 1).fill(true),
    gradFunc: (dy, saved, attributes) => tapeGradient(definition, attributes as unknown as Attributes)(dy, saved),
  });
}

/** An op's gradient as the tape wants it: inputs without one get zeros. */
function tapeGradient<Inputs extends OpInputs, Attributes extends OpAttributes, Outputs extends tf.Tensor[]>(
  { inputs: names, gradient }: OpDefinition<Inputs, Attributes, Outputs>,
  attributes: Attributes,
): TapeGradient {
  return (dy, saved) => {
    const inputs = Object.fromEntries(names.map((name, i) => [name, saved[i]])) as unknown as Inputs;
    const dys = (Array.isArray(dy) ? dy : [dy]) as Outputs;
    const made = gradient?.(dys, { inputs, outputs: saved.slice(names.length) as Outputs }, attributes);
    return Object.fromEntries(names.map((name) => [name, made?.[name] ?? (() => tf.zeros(inputs[name].shape))]));
  };
}
