import * as tf from '@tensorflow/tfjs-core';
import { defineOp, type Grouped } from '@outrageous/core';
import type { RunExpert } from './runExpert.js';

/**
 * Every expert sees all slots, and a mask picks its own: nothing is read back.
 *
 * Others' rows are zeros, so that no infinity of theirs can reach a gradient, where
 * it would be multiplied by 0 and give NaN.
 */
export function maskRows({ rows, group, groups }: Grouped, run: RunExpert): tf.Tensor2D {
  const nothing = tf.zerosLike(rows);
  const masks = Array.from({ length: groups }, (_, expert) => isOwn(group, expert));
  return masks
    .map((own, expert) => run(expert, tf.where(own, rows, nothing)))
    .reduce((output, part, expert) => tf.where(masks[expert], part, output));
}

/** bool [slots, 1]; an op of its own because `tf.equal` has no gradient, not even a zero one. */
function isOwn(group: tf.Tensor1D, expert: number): tf.Tensor2D {
  return isOwnOp({ group }, { expert })[0];
}

const isOwnOp = defineOp<{ group: tf.Tensor1D }, { expert: number }, [tf.Tensor2D]>({
  name: 'OutrageousIsOwn',
  inputs: ['group'],
  reference: ({ group }, { expert }) => [tf.expandDims(tf.equal(group, tf.scalar(expert, 'int32')), 1)],
  gradient: () => ({}),
});
