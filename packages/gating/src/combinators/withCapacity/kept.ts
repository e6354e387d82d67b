import * as tf from '@tensorflow/tfjs-core';
import { defineOp, gatherRows, groupBy, type Grouped, isSome, segmentSum, type Slots } from '@outrageous/core';
import { countBefore } from '../../parts/countBefore.js';
import { placeOf } from '../../parts/placeOf.js';
import type { Bound } from './overflow.js';

/** Slots that compete for the rooms of their experts. */
type Inputs = {
  readonly token: tf.Tensor1D;
  readonly expert: tf.Tensor1D;
  readonly weight: tf.Tensor1D;
  readonly group: tf.Tensor1D;
  readonly room: tf.Tensor1D;
};

/** An op, so that nothing of it is on the tape. */
const keptOp = defineOp<Inputs, { order: Bound['order']; experts: number }, [tf.Tensor1D]>({
  name: 'OutrageousKeptWithinCapacity',
  inputs: ['token', 'expert', 'weight', 'group', 'room'],
  reference: (inputs, { order, experts }) => [
    order === 'rows' ? firstComers(inputs) : firstComers(inputs, choiceOf(inputs, experts), experts),
  ],
  gradient: () => ({}),
});

/** float32 [slots]: 1 for each slot that finds room, else 0. */
export function keptWithinCapacity(
  { token, expert, weight }: Slots,
  { group, groups }: Grouped,
  { room, order }: Bound,
): tf.Tensor1D {
  return keptOp({ token, expert, weight, group, room }, { order, experts: room.size / groups })[0];
}

/** 1 for slots that come while there is room: in their order, or those of the first choice before those of the second. */
function firstComers({ weight, expert, room }: Inputs, choice?: tf.Tensor1D, choices = 1): tf.Tensor1D {
  const some = isSome(weight);
  const left = gatherRows(room, expert);
  if (!choice) return tf.mul(some, tf.step(tf.sub(left, countBefore(some, expert, room.size))));
  const { order } = groupBy(choice, choices);
  const before = countBefore(gatherRows(some, order), gatherRows(expert, order), room.size);
  return tf.mul(some, tf.step(tf.sub(left, segmentSum(before, order, order.size))));
}

/** int32 [slots]: 0 for a row's first choice, which has its largest weight, and so on; of equal ones the lowest expert is first. */
function choiceOf({ token, expert, weight, group }: Inputs, experts: number): tf.Tensor1D {
  const rows = group.size;
  const place = placeOf(token, expert, experts, group);
  const size = tf.abs(weight);
  const sizes = gatherRows<tf.Tensor2D>(tf.reshape(segmentSum(size, place, rows * experts), [rows, experts]), token);
  const [own, at] = [size, tf.sub(place, tf.mul(token, tf.scalar(experts, 'int32')))].map((x) => tf.expandDims(x, 1));
  const earlier = tf.logicalAnd(tf.equal(sizes, own), tf.less(tf.range(0, experts, 1, 'int32'), at));
  return tf.sum(tf.cast(tf.logicalOr(tf.greater(sizes, own), earlier), 'int32'), 1);
}
