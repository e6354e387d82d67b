import {
  denseGradient,
  type Parameter,
  type Rows,
  rowsOf,
  valueAndGradients,
  variableParameter,
} from '@outrageous/core';
import * as tf from '@tensorflow/tfjs-core';

/** What an op gives where a dimension of its inputs is 0. */
export interface ZeroCase {
  /** As `docs/ops.md` calls it. */
  readonly op: string;
  /** Ops that run with it, such as its gradient. */
  readonly with?: readonly string[];
  /** The dimension, as `docs/ops.md` calls it. */
  readonly zero: string;
  /** The only device that runs the op, or `none`; where it isn't said, all do. */
  readonly runsOn?: string;
  /** In words, for `docs/ops.md`. */
  readonly gives: string;
  /** Gives the outputs, then the gradients of the inputs, given ones. */
  run(): tf.Tensor[];
  /** What they are, or the message of the error. */
  readonly expected: readonly Expected[] | string;
}

/** A tensor's shape, and its numbers: all of them, or the one that all are. */
export interface Expected {
  readonly shape: readonly number[];
  readonly numbers: number | readonly number[];
}

export function of(shape: readonly number[], numbers: Expected['numbers'] = 0): Expected {
  return { shape, numbers };
}

/** What a function gives, and its gradients by the inputs, where that of what it gives is 1. */
export function differentiated<Inputs extends tf.Tensor[]>(
  f: (...inputs: Inputs) => tf.Tensor,
  inputs: Inputs,
): tf.Tensor[] {
  const { value, grads } = tf.valueAndGrads((...tensors: tf.Tensor[]) => f(...(tensors as Inputs)) as tf.Scalar)(
    inputs,
  );
  return [value, ...grads];
}

/** float32 numbers that are not 0: 1, 2, 3 … */
export function filled<R extends tf.Rank>(shape: readonly number[]): tf.Tensor<R> {
  const size = tf.util.sizeFromShape([...shape]);
  return tf.tensor<R>(
    Float32Array.from({ length: size }, (_, i) => i + 1),
    shape as tf.ShapeMap[R],
    'float32',
  );
}

export function integers(numbers: readonly number[]): tf.Tensor1D {
  return tf.tensor1d([...numbers], 'int32');
}

/** What a function of a table's rows gives, and the gradient of the table as one tensor. */
export function differentiatedByTable<R extends tf.Rank>(
  f: (table: Rows<R>) => tf.Tensor,
  shape: tf.ShapeMap[R],
): tf.Tensor[] {
  const parameter = variableParameter('table', { shape, perExpert: false, table: true }, filled(shape));
  const run = () => {
    const extra = f(rowsOf(parameter as Parameter<R>));
    return { loss: tf.sum<tf.Scalar>(extra), extra };
  };
  const { gradients, extra } = valueAndGradients(run, [parameter]);
  const gradient = gradients.get(parameter);
  const dense = gradient ? denseGradient(gradient, shape) : tf.zeros(shape);
  parameter.dispose();
  return [extra, dense];
}
