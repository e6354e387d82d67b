import * as tf from '@tensorflow/tfjs-core';
import { readNow } from './readNow.js';
import type { Numbers } from './transport.js';

/** The numbers of a tensor, which stay as they are until they are given back. */
export interface Lent<Memory = Numbers> {
  /** Nobody may write into them. */
  readonly numbers: Memory;
  readonly giveBack: () => void;
}

/** Room for numbers that are to come, and the tensor that they will be, which is made once. */
export interface Room<R extends tf.Rank, Memory = Numbers> {
  readonly numbers: Memory;
  readonly tensor: () => tf.Tensor<R>;
}

/**
 * How a communicator comes by the numbers of tensors, and makes tensors of those that arrive.
 *
 * @typeParam Memory what it hands over to a transport: arrays of numbers where it isn't said
 */
export interface HostMemory<Memory = Numbers> {
  /**
   * @param operation for messages
   * @param dtypes that the operation has
   * @throws TypeError for another dtype, and on a device that can't be read at once
   */
  lend(operation: string, tensor: tf.Tensor, dtypes?: readonly tf.DataType[]): Lent<Memory>;
  room<R extends tf.Rank>(shape: tf.ShapeMap[R], dtype: tf.DataType): Room<R, Memory>;
}

/** Copies the numbers, where the device doesn't have them in an array. */
export const copies: HostMemory = {
  lend: (operation, tensor, dtypes) => ({ numbers: readNow(operation, tensor, dtypes), giveBack() {} }),
  room(shape, dtype) {
    const numbers = emptyNumbers(dtype, tf.util.sizeFromShape(shape));
    return { numbers, tensor: () => tf.tensor(numbers, shape, dtype) };
  },
};

/** Room for numbers of a dtype that travels. */
function emptyNumbers(dtype: tf.DataType, length: number): Numbers {
  if (dtype === 'float32') return new Float32Array(length);
  return dtype === 'int32' ? new Int32Array(length) : new Uint8Array(length);
}
