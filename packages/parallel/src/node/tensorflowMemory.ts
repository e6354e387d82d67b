import * as tf from '@tensorflow/tfjs-core';
import { addressOf, nativeOps, unfilled } from '@outrageous/core';
import { copies, type HostMemory } from '../communicators/hostMemory.js';
import type { Located, Memory } from './memory.js';

/**
 * Reads and writes numbers of float32 where TensorFlow has them, if its native ops are there; copies all others.
 *
 * A copy of all gradients takes longer than their sum over two ranks, and most of that for memory that is new every time.
 * Only addresses are handed over: of arrays that lie elsewhere, the garbage collector believes that they fill its own
 * memory, and begins.
 */
export const tensorflowMemory: HostMemory<Memory> = {
  lend(operation, tensor, dtypes) {
    const isWanted = dtypes?.includes(tensor.dtype) !== false;
    if (!isWanted || !inPlace(tensor.dtype, tensor.size)) return copies.lend(operation, tensor, dtypes);
    const held = tf.keep(tf.clone(tensor));
    return { numbers: located(held), giveBack: () => held.dispose() };
  },
  room<R extends tf.Rank>(shape: tf.ShapeMap[R], dtype: tf.DataType) {
    if (!inPlace(dtype, tf.util.sizeFromShape(shape))) return copies.room<R>(shape, dtype);
    const held = tf.keep(unfilled(shape));
    return { numbers: located(held), tensor: () => released<R>(held, shape) };
  },
};

function inPlace(dtype: tf.DataType, size: number): boolean {
  return dtype === 'float32' && size > 0 && nativeOps('core');
}

/** The memory of a tensor, for as long as the tensor is there. */
function located(tensor: tf.Tensor): Located {
  return { address: addressOf(tensor), length: tensor.size };
}

/** What was held, as a tensor of the present scope. */
function released<R extends tf.Rank>(held: tf.Tensor, shape: tf.ShapeMap[R]): tf.Tensor<R> {
  const free = tf.reshape<R>(held, shape);
  held.dispose();
  return free;
}
