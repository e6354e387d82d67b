import type { Tensor, Tensor1D } from '@tensorflow/tfjs-core';
import { runNative } from '../../native/runNative.js';
import { intAttribute } from '../../tensorflow.js';

/** All segments in one op, shared among threads. */
export function segmentSumNatively(values: Tensor, segment: Tensor1D, segments: number): Tensor {
  return runNative('OutrageousSegmentSum', [values, segment], 1, [intAttribute('segments', segments)])[0];
}
