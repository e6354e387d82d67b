import { tensorflow } from '#tensorflow/kernels/moved';
import type * as tf from '@tensorflow/tfjs-core';
import { defineOp } from '@outrageous/core';
import { moveOnHost } from './host.js';
import type { MovedInputs } from './inputs.js';
import { moveWithOps } from './plain.js';

/** An op, so that nothing of it is on the tape. */
const movedOp = defineOp<MovedInputs, { groups: number }, [tf.Tensor1D, tf.Tensor1D]>({
  name: 'OutrageousMovedToNextBest',
  inputs: ['token', 'expert', 'some', 'keeps', 'ranked', 'group', 'room'],
  outputs: 2,
  reference: (inputs) => moveWithOps(inputs),
  kernels: {
    cpu: (inputs) => moveOnHost(inputs),
    wasm: (inputs) => moveOnHost(inputs),
    tensorflow: tensorflow.moved,
  },
  gradient: () => ({}),
});

/** Where slots went. */
export interface Moved {
  /** int32 [slots]: of all groups; the same as before for slots that didn't move. */
  readonly expert: tf.Tensor1D;
  /** float32 [slots]: 1 for those that moved, else 0. */
  readonly moves: tf.Tensor1D;
}

/** Finds another expert for slots that found no room: the row's best that has room, and that the row doesn't have. */
export function moved(inputs: MovedInputs, groups: number): Moved {
  const [expert, moves] = movedOp(inputs, { groups });
  return { expert, moves };
}
