import * as tf from '@tensorflow/tfjs-core';
import { nativeOps } from '../../native/runNative.js';
import type { OpFunction } from '../../op/op.js';
import { rawOp, requireIndexOnHost, typeAttribute } from '../../tensorflow.js';
import { segmentSumNatively } from './native.js';
import type { Vectors } from './vectors.js';

/** TensorFlow's own unsorted segment sum. */
export function segmentSumWithTensorflow(values: tf.Tensor, segment: tf.Tensor1D, segments: number): tf.Tensor {
  const types = [
    typeAttribute('T', 'float32'),
    typeAttribute('Tindices', 'int32'),
    typeAttribute('Tnumsegments', 'int32'),
  ];
  requireIndexOnHost(segment, segments, 'segment');
  return rawOp('UnsortedSegmentSum', types, values, segment, tf.scalar(segments, 'int32'));
}

const segmentSum: OpFunction<{ values: Vectors; segment: tf.Tensor1D }, { segments: number }> = (
  { values, segment },
  { segments },
) => [(nativeOps('core') ? segmentSumNatively : segmentSumWithTensorflow)(values, segment, segments)];

export const tensorflow = { segmentSum };
