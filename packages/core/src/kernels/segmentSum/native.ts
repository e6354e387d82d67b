import type { Tensor, Tensor1D, Tensor2D } from '@tensorflow/tfjs-core';
import { runNative } from '../../native/runNative.js';
import { intAttribute } from '../../tensorflow.js';
import type { WeightedRows } from './weightedRows.js';

/** All segments in one op, shared among threads. */
export function segmentSumNatively(values: Tensor, segment: Tensor1D, segments: number): Tensor {
  return runNative('OutrageousSegmentSum', [values, segment], 1, [intAttribute('segments', segments)])[0];
}

/** The same of rows that are weighted. */
export function weightedSumNatively({ values, weight, segment }: WeightedRows, segments: number): Tensor2D {
  const attributes = [intAttribute('segments', segments)];
  return runNative<[Tensor2D]>('OutrageousWeightedSegmentSum', [values, weight, segment], 1, attributes)[0];
}

/** The gradients of the rows and of their weights. */
export function weightedGradientNatively({ values, weight, segment }: WeightedRows, dy: Tensor): Tensor[] {
  return runNative('OutrageousWeightedSegmentSumGradient', [values, weight, segment, dy], 2);
}
