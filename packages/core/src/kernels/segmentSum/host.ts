import * as tf from '@tensorflow/tfjs-core';
import { requireIndex } from '../../op/requireIndex.js';

/** Sums in JavaScript: `tf.unsortedSegmentSum` takes time in proportion to rows · segments. */
export function segmentSumOnHost(values: tf.Tensor, segment: tf.Tensor1D, segments: number): tf.Tensor {
  const [, width = 1] = values.shape;
  const from = values.dataSync<'float32'>();
  const sums = new Float32Array(segments * width);
  const segmentOf = segment.dataSync<'int32'>();
  requireIndex(segmentOf, segments, 'segment');
  segmentOf.forEach((s, row) => {
    for (let column = 0; column < width; column++) sums[s * width + column] += from[row * width + column];
  });
  return tf.tensor(sums, [segments, ...values.shape.slice(1)]);
}
