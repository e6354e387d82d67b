import * as tf from '@tensorflow/tfjs-core';
import { defineOp } from '@outrageous/core';

const positiveOp = defineOp<{ x: tf.Tensor }, Record<string, never>, [tf.Tensor]>({
  name: 'SketchPositive',
  inputs: ['x'],
  reference: ({ x }) => [tf.cast(tf.greater(x, 0), 'float32')],
  gradient: () => ({}),
});

/** 1 where a number is above 0, else 0; piecewise constant, so without a gradient. */
export function positive<R extends tf.Rank>(x: tf.Tensor<R>): tf.Tensor<R> {
  return tf.reshape<R>(positiveOp({ x }, {})[0], x.shape);
}
