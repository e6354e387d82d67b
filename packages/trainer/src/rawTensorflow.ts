import * as tf from '@tensorflow/tfjs-core';

/** An attribute of a raw TensorFlow op. */
interface RawAttribute {
  readonly name: string;
  readonly type: number;
  readonly value: unknown;
}

/** The part of tfjs-node's backend that runs TensorFlow's ops, and ours, by name. */
interface TensorflowBackend {
  readonly binding: {
    readonly TF_ATTR_TYPE: number;
    readonly TF_INT32: number;
    readonly TF_FLOAT: number;
  };
  executeMultipleOutputs(name: string, attributes: RawAttribute[], inputs: tf.Tensor[], outputs: number): tf.Tensor[];
}

/** A raw op, what it takes and how much it gives. */
export interface RawOp {
  readonly name: string;
  /** The attributes that name types, such as `T`. */
  readonly types?: { readonly [name: string]: 'float32' | 'int32' };
  readonly inputs: tf.Tensor[];
  readonly outputs: number;
}

/**
 * Runs an op of TensorFlow by its name. The current backend must be TensorFlow's.
 *
 * This package doesn't import the backend, so it knows it by its shape, not by its class.
 *
 * @throws Error in TensorFlow's words, such as when there is no op of that name
 */
export function rawOp({ name, types = {}, inputs, outputs }: RawOp): tf.Tensor[] {
  const backend = tf.backend() as unknown as TensorflowBackend;
  const { TF_ATTR_TYPE, TF_INT32, TF_FLOAT } = backend.binding;
  const attributes = Object.entries(types).map(([attribute, dtype]) => ({
    name: attribute,
    type: TF_ATTR_TYPE,
    value: dtype === 'int32' ? TF_INT32 : TF_FLOAT,
  }));
  return backend.executeMultipleOutputs(name, attributes, inputs, outputs);
}
