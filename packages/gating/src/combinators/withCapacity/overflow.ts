import type * as tf from '@tensorflow/tfjs-core';
import type { Grouped, Routing, Slots } from '@outrageous/core';

/**
 * What becomes of slots beyond an expert's room: gives all slots again, those that are none with the weight 0.
 *
 * The room is float32 [experts of all groups].
 */
export type Overflow = (routing: Routing, input: Grouped, room: tf.Tensor1D) => Slots;
