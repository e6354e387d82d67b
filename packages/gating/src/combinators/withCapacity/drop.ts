import * as tf from '@tensorflow/tfjs-core';
import { defineOp, gatherRows, isSome } from '@outrageous/core';
import type { Overflow } from './overflow.js';
import { countBefore } from '../../parts/countBefore.js';

/** Slots that compete for the rooms of their experts. */
type Inputs = { readonly some: tf.Tensor1D; readonly expert: tf.Tensor1D; readonly room: tf.Tensor1D };

/** An op, so that nothing of it is on the tape. */
const keptOp = defineOp<Inputs, Record<string, never>, [tf.Tensor1D]>({
  name: 'OutrageousKeptWithinCapacity',
  inputs: ['some', 'expert', 'room'],
  reference: ({ some, expert, room }) => [
    tf.mul(some, tf.step(tf.sub(gatherRows(room, expert), countBefore(some, expert, room.size)))),
  ],
  gradient: () => ({}),
});

/** float32 [slots]: 1 for each slot that finds room, first come, first served. */
export function kept(inputs: Inputs): tf.Tensor1D {
  return keptOp(inputs, {})[0];
}

/** Rows go without what finds no room. */
export const drop: Overflow = ({ token, expert, weight }, _input, room) => ({
  token,
  expert,
  weight: tf.mul(weight, kept({ some: isSome(weight), expert, room })),
});
