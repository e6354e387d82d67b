import * as tf from '@tensorflow/tfjs-core';
import { runNative } from './runNative.js';
import { rawOps, typeAttribute } from '../tensorflow.js';

/**
 * Where the numbers of a tensor lie in the memory of this process, for a foreign library that reads them there. The
 * native ops of `core` must be registered.
 *
 * The numbers stay there for as long as the tensor, or another one that shares its memory, isn't disposed. Nobody may
 * write to them, but for those of a tensor that {@link unfilled} gave.
 *
 * @param tensor float32
 * @example
 * ```ts
 * const numbers = new Float32Array(koffi.view(addressOf(tensor), 4 * tensor.size));
 * ```
 */
export function addressOf(tensor: tf.Tensor): bigint {
  const [halves] = runNative('OutrageousAddress', [tensor], 1);
  // eslint-disable-next-line no-restricted-properties -- a kernel of TensorFlow on the CPU alone
  const [low, high] = halves.dataSync<'int32'>();
  halves.dispose();
  return (BigInt(high >>> 0) << 32n) | BigInt(low >>> 0);
}

/**
 * A tensor with whatever numbers its memory has, for a foreign library that writes others there. TensorFlow must be the
 * current backend.
 *
 * @returns float32
 * @example
 * ```ts
 * const sum = unfilled([3, 4]);
 * library.writeSum(addressOf(sum));
 * ```
 */
export function unfilled(shape: readonly number[]): tf.Tensor {
  const [empty] = tf.tidy(() =>
    rawOps('Empty', [typeAttribute('dtype', 'float32')], [tf.tensor1d([...shape], 'int32')], 1),
  );
  return empty;
}
