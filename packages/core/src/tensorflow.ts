import * as tf from '@tensorflow/tfjs-core';
import { requireIndex } from './op/requireIndex.js';

/** An attribute of a raw TensorFlow op. */
export type RawAttribute = { readonly name: string; readonly type: number; readonly value: unknown };

/** The part of `NodeJSKernelBackend` that runs TensorFlow's own ops by name. */
export interface TensorflowBackend {
  readonly binding: {
    readonly TF_ATTR_TYPE: number;
    readonly TF_ATTR_INT: number;
    readonly TF_ATTR_BOOL: number;
    readonly TF_ATTR_FLOAT: number;
    readonly TF_INT32: number;
    readonly TF_FLOAT: number;
  };
  readonly isUsingGpuDevice: boolean;
  executeSingleOutput<Output>(name: string, attributes: RawAttribute[], inputs: tf.Tensor[]): Output;
  executeMultipleOutputs<Outputs>(
    name: string,
    attributes: RawAttribute[],
    inputs: tf.Tensor[],
    count: number,
  ): Outputs;
}

/**
 * The current backend, which must be TensorFlow's.
 *
 * `core` depends on tfjs-core alone, so that browsers can use it: the backend is
 * known by its shape, not by its class.
 */
export function tensorflowBackend(): TensorflowBackend {
  return tf.backend() as unknown as TensorflowBackend;
}

/**
 * Whether TensorFlow, which must be the current backend, computes on an NVIDIA GPU: there, a kernel must read nothing back.
 *
 * @example
 * ```ts
 * const kernels = { tensorflow: (inputs) => (onCuda() ? sortWithOps : sortOnHost)(inputs) };
 * ```
 */
export function onCuda(): boolean {
  return tensorflowBackend().isUsingGpuDevice;
}

/**
 * `requireIndex` where the index lies in the host's memory; on CUDA, it would have to be waited for.
 *
 * @throws RangeError that names the first entry which isn't one of `count`
 */
export function requireIndexOnHost(index: tf.Tensor, count: number, name: string): void {
  // eslint-disable-next-line no-restricted-properties -- TensorFlow on a CPU
  if (!onCuda()) requireIndex(index.dataSync(), count, name);
}

/** The attribute that names a type: `Tindices = int32`. */
export function typeAttribute(name: string, dtype: 'int32' | 'float32'): RawAttribute {
  const { binding } = tensorflowBackend();
  return { name, type: binding.TF_ATTR_TYPE, value: dtype === 'int32' ? binding.TF_INT32 : binding.TF_FLOAT };
}

/** An integer attribute: `batch_dims = 0`. */
export function intAttribute(name: string, value: number): RawAttribute {
  return { name, type: tensorflowBackend().binding.TF_ATTR_INT, value };
}

/** A yes-or-no attribute: `transposed = true`. */
export function booleanAttribute(name: string, value: boolean): RawAttribute {
  return { name, type: tensorflowBackend().binding.TF_ATTR_BOOL, value };
}

/** A number as attribute: `rate = 0.1`. TensorFlow keeps a kernel for each value, so it must not change at every step. */
export function floatAttribute(name: string, value: number): RawAttribute {
  return { name, type: tensorflowBackend().binding.TF_ATTR_FLOAT, value };
}

/**
 * Runs one of TensorFlow's own ops.
 *
 * @typeParam Output its type, which the op decides
 */
export function rawOp<Output extends tf.Tensor = tf.Tensor>(
  name: string,
  attributes: RawAttribute[],
  ...inputs: tf.Tensor[]
): Output {
  return tensorflowBackend().executeSingleOutput(name, attributes, inputs);
}

/**
 * Runs one of TensorFlow's own ops that has other than one output, or one of ours.
 *
 * @typeParam Outputs their types, which the op decides
 */
export function rawOps<Outputs extends tf.Tensor[] = tf.Tensor[]>(
  name: string,
  attributes: readonly RawAttribute[],
  inputs: readonly tf.Tensor[],
  outputs: Outputs['length'],
): Outputs {
  return tensorflowBackend().executeMultipleOutputs(name, [...attributes], [...inputs], outputs);
}
