import * as tf from '@tensorflow/tfjs-core';
import type { Key } from '../../key.js';
import { uniform } from '../draw/uniform.js';

/** Draws, compares, and multiplies with what that came to. */
export function dropWithPlainOps<T extends tf.Tensor>(x: T, key: Key, rate: number): T {
  const kept = tf.greaterEqual(uniform(key, x.shape), rate);
  return tf.mul(x, tf.div(tf.cast(kept, 'float32'), 1 - rate));
}
