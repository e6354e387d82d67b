import * as tf from '@tensorflow/tfjs-core';

/** Tensors by name, or in a list. */
type Tensors = { readonly [name: string]: tf.Tensor } | readonly tf.Tensor[];

/** Makes the gradients of an op's inputs, given those of its outputs, of which a single one comes without a list. */
export type TapeGradient = (dy: tf.Tensor | tf.Tensor[], saved: tf.Tensor[]) => { [name: string]: () => tf.Tensor };

/** A kernel of one backend. */
interface Kernel<Inputs, Attributes, Outputs> {
  readonly kernelName: string;
  readonly backendName: string;
  readonly kernelFunc: (call: { readonly inputs: Inputs; readonly attrs: Attributes }) => Outputs;
}

/** The gradient of all backends' kernels of one name. */
interface KernelGradient<Attributes> {
  readonly kernelName: string;
  readonly inputsToSave?: readonly string[];
  /** Of a kernel that takes a list. */
  readonly saveAllInputs?: boolean;
  readonly outputsToSave?: readonly boolean[];
  readonly gradFunc: (...entry: [...Parameters<TapeGradient>, Attributes]) => ReturnType<TapeGradient>;
}

/** An entry of the tape whose gradient isn't that of a kernel. */
interface TapeEntry<Outputs> {
  readonly inputs: Tensors;
  readonly forwardFunc: (backend: unknown, save: (tensors: readonly tf.Tensor[]) => void) => Outputs;
  readonly backwardsFunc: TapeGradient;
}

interface KernelRegistry {
  registerKernel<Inputs, Attributes, Outputs>(kernel: Kernel<Inputs, Attributes, Outputs>): void;
  registerGradient<Attributes>(gradient: KernelGradient<Attributes>): void;
  engine(): {
    runKernel<Outputs>(name: string, inputs: Tensors, attributes: object): Outputs;
    runKernelFunc<Outputs>(entry: TapeEntry<Outputs>): Outputs;
  };
}

const { registerKernel, registerGradient, engine } = tf;

/**
 * What TensorFlow.js keeps ops in, with types for what an op takes and gives. Its own know neither,
 * and call `runKernelFunc` private.
 */
export const kernelRegistry = { registerKernel, registerGradient, engine } as unknown as KernelRegistry;
