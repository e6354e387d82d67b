import * as tf from '@tensorflow/tfjs-core';
import { requireCounts, requireDtype, requireSum } from './requirements.js';
import type { Numbers, Transport } from './transport.js';

/** Dtypes that have a sum. */
export const summable: readonly tf.DataType[] = ['float32', 'int32'];

const travelling: readonly tf.DataType[] = ['float32', 'int32', 'bool'];

/**
 * The numbers of a tensor, which may be its own memory: nobody may write into them.
 *
 * @throws TypeError for another dtype, and on a device that can't be read at once
 */
export function readNow(operation: string, tensor: tf.Tensor, dtypes = travelling): Numbers {
  requireDtype(operation, tensor, dtypes);
  try {
    return tensor.dataSync();
  } catch (cause) {
    throw new TypeError(
      `${operation}: the device '${tf.getBackend()}' can't be read at once, and more than one process needs that; use tensorflow, wasm or cpu`,
      { cause },
    );
  }
}

/**
 * How many of the rows go to each rank.
 *
 * @param counts int32 [size]
 * @throws RangeError unless there is one for each rank, and they sum to the number of rows
 */
export function readCounts(group: Pick<Transport, 'size'>, rows: tf.Tensor, counts: tf.Tensor1D): Int32Array {
  requireCounts(group, counts);
  const leaving = Int32Array.from(readNow('allToAll', counts, ['int32']));
  requireSum(leaving, rows);
  return leaving;
}
