import * as tf from '@tensorflow/tfjs-core';
import { runNative } from './runNative.js';
import type { Parameter } from '../parameter.js';

/** What was copied here, and so lies in memory that TensorFlow allocated for it alone. */
const own = new WeakSet<object>();

/**
 * A parameter's tensor in memory of its own, so that a native op may write into it. The native ops of
 * `core` must be registered.
 *
 * Tensors share memory more often than one sees: with clones and reshapes, with the tensor that a
 * slice was taken from, with the JavaScript array that they were made of. So a value that was assigned
 * is copied once, and again when a tensor shares it by the time of the next call; then each keeps what
 * it has. What shares memory inside TensorFlow alone, such as a slice of the parameter, is not seen:
 * it changes with the parameter.
 *
 * @example
 * ```ts
 * runNative('OutrageousSgd', [inOwnMemory(parameter), gradient, numbers, scale], 0);
 * ```
 */
export function inOwnMemory(parameter: Parameter): tf.Tensor {
  const { dataId } = parameter.read();
  if (!own.has(dataId) || tf.engine().backend.refCount(dataId) > 1) {
    const [copy] = runNative('OutrageousCopy', [parameter.read()], 1);
    parameter.assign(copy);
    own.add(parameter.read().dataId);
  }
  return parameter.read();
}
