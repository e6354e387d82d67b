import * as tf from '@tensorflow/tfjs-core';
import { readNow } from './readNow.js';
import type { Numbers } from './transport.js';

/** The numbers of a tensor, which stay as they are until they are given back. */
export interface Lent {
  /** Nobody may write into them. */
  readonly numbers: Numbers;
  readonly giveBack: () => void;
}

/** Room for numbers that are to come, and the tensor that they will be, which is made once. */
export interface Room<R extends tf.Rank> {
  readonly numbers: Numbers;
  readonly tensor: () => tf.Tensor<R>;
}

/** How a communicator comes by the numbers of tensors, and makes tensors of those that arrive. */
export interface HostMemory {
  /**
   * @param operation for messages
   * @param dtypes that the operation has
   * @throws TypeError for another dtype, and on a device that can't be read at once
   */
  lend(operation: string, tensor: tf.Tensor, dtypes?: readonly tf.DataType[]): Lent;
  room<R extends tf.Rank>(shape: tf.ShapeMap[R], dtype: tf.DataType): Room<R>;
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
