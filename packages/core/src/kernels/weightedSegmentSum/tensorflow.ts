import type { Tensor2D } from '@tensorflow/tfjs-core';
import { nativeOps, runNative } from '../../native/runNative.js';
import type { OpFunction, OpGradient } from '../../op/op.js';
import { intAttribute } from '../../tensorflow.js';
import { gradientOf, sumProducts } from './plain.js';
import type { WeightedRows } from './weightedRows.js';

type Attributes = { segments: number };

const sum: OpFunction<WeightedRows, Attributes, [Tensor2D]> = (rows, { segments }) => [
  (nativeOps('core') ? sumNatively : sumProducts)(rows, segments),
];

const gradient: OpGradient<WeightedRows, Attributes, [Tensor2D]> = (...entry) =>
  (nativeOps('core') ? gradientNatively : gradientOf)(...entry);

/** All segments in one op, shared among threads. */
function sumNatively({ values, weight, segment }: WeightedRows, segments: number): Tensor2D {
  const attributes = [intAttribute('segments', segments)];
  return runNative<[Tensor2D]>('OutrageousWeightedSegmentSum', [values, weight, segment], 1, attributes)[0];
}

/** The gradients of the rows and of their weights in one op. */
const gradientNatively: typeof gradient = ([dy], { inputs: { values, weight, segment } }) => {
  const made = runNative('OutrageousWeightedSegmentSumGradient', [values, weight, segment, dy], 2);
  return { values: () => made[0], weight: () => made[1] };
};

export const tensorflow = { sum, gradient };
