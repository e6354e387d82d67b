import * as tf from '@tensorflow/tfjs-core';
import { nativeOps, runNative } from '../../native/runNative.js';
import type { OpFunction } from '../../op/op.js';
import { intAttribute } from '../../tensorflow.js';

/** All rows in one op, shared among threads. */
function topKNatively(x: tf.Tensor2D, k: number): tf.Tensor2D {
  return runNative<[tf.Tensor2D]>('OutrageousTopKIndices', [x], 1, [intAttribute('k', k)])[0];
}

/** TensorFlow's own top-k, which leaves the order of NaN open. */
function topKWithTensorflow(x: tf.Tensor2D, k: number): tf.Tensor2D {
  return tf.topk(tf.where<tf.Tensor2D>(tf.isNaN(x), -Infinity, x), k, true).indices;
}

const topKIndices: OpFunction<{ x: tf.Tensor2D }, { k: number }, [tf.Tensor2D]> = ({ x }, { k }) => [
  (nativeOps('core') ? topKNatively : topKWithTensorflow)(x, k),
];

export const tensorflow = { topKIndices };
