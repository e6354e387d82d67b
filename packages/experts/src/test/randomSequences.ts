import * as tf from '@tensorflow/tfjs-core';
import { key, normal } from '@outrageous/core';

/** Numbers that are always the same, [time, batch, width]. */
export function randomSequences(time: number, batch: number, width: number): tf.Tensor3D {
  return tf.tidy(() => tf.reshape(normal(key(9), [time, batch, width]), [time, batch, width]));
}
