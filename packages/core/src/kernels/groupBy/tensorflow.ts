import * as tf from '@tensorflow/tfjs-core';
import type { OpFunction } from '../../op/op.js';
import { onCuda } from '../../tensorflow.js';
import { segmentSum } from '../segmentSum/segmentSum.js';
import { groupOnHost } from './host.js';
import { orderOfNoSlots } from './noSlots.js';

/**
 * Sorts on the device by TensorFlow's top-k, which puts the lower index first where numbers are equal: for CUDA, where
 * reading the groups would wait for all that was asked for before.
 *
 * Arithmetic is in float32, because TensorFlow does that on int32 in the host's memory; so sizes must be at most {@link EXACT}.
 */
export function groupOnCuda(group: tf.Tensor1D, groups: number): [order: tf.Tensor1D, offsets: tf.Tensor1D] {
  if (group.size === 0) return orderOfNoSlots(groups);
  const order = tf.topk(tf.neg(tf.cast(group, 'float32')), group.size, true).indices;
  const counts = segmentSum(tf.ones<tf.Rank.R1>(group.shape), group, groups);
  const offsets = tf.concat1d([tf.zeros([1]), tf.cumsum<tf.Tensor1D>(counts)]);
  return [order, tf.cast(offsets, 'int32')];
}

/** Whole numbers up to this are exact in float32. */
const EXACT = 2 ** 24;

type GroupOp = OpFunction<{ group: tf.Tensor1D }, { groups: number }, [order: tf.Tensor1D, offsets: tf.Tensor1D]>;

const groupBy: GroupOp = ({ group }, { groups }) =>
  (onCuda() && Math.max(group.size, groups) <= EXACT ? groupOnCuda : groupOnHost)(group, groups);

export const tensorflow = { groupBy };
