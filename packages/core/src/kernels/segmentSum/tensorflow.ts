import * as tf from '@tensorflow/tfjs-core';
import { rawOp, typeAttribute } from '../../tensorflow.js';

/** TensorFlow's own unsorted segment sum. */
export function segmentSumWithTensorflow(values: tf.Tensor, segment: tf.Tensor1D, segments: number): tf.Tensor {
  const types = [
    typeAttribute('T', 'float32'),
    typeAttribute('Tindices', 'int32'),
    typeAttribute('Tnumsegments', 'int32'),
  ];
  return rawOp('UnsortedSegmentSum', types, values, segment, tf.scalar(segments, 'int32'));
}
