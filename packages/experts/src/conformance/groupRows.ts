import * as tf from '@tensorflow/tfjs-core';
import type { Grouped } from '@outrageous/core';

/**
 * Rows that come sorted, with so many for each group.
 *
 * @param rows float32 [slots, d]; not copied
 * @param counts one per group; their sum is `slots`
 */
export function groupRows(rows: tf.Tensor2D, counts: readonly number[]): Grouped {
  const group = counts.flatMap((count, g) => new Array<number>(count).fill(g));
  const offsets = [0];
  for (const count of counts) offsets.push(offsets[offsets.length - 1] + count);
  return { rows, group: tf.tensor1d(group, 'int32'), offsets: tf.tensor1d(offsets, 'int32'), groups: counts.length };
}
