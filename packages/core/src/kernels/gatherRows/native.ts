import type { Tensor, Tensor1D } from '@tensorflow/tfjs-core';
import { runNative } from '../../native/runNative.js';

/** All rows in one op, copied by all threads. */
export function gatherNatively(rows: Tensor, index: Tensor1D): Tensor {
  const name = rows.dtype === 'int32' ? 'OutrageousGatherIntegerRows' : 'OutrageousGatherRows';
  return runNative(name, [rows, index], 1)[0];
}
