import * as tf from '@tensorflow/tfjs-core';
import type { Grouped } from '@outrageous/core';

/** int32 [groups]: how many rows each group has. */
export function groupSizes({ offsets, groups }: Pick<Grouped, 'offsets' | 'groups'>): tf.Tensor1D {
  return tf.sub(tf.slice(offsets, 1, groups), tf.slice(offsets, 0, groups));
}
