import type * as tf from '@tensorflow/tfjs-core';
import type { Grouped, Routing, Slots } from '@outrageous/core';

/** Which slots get room first: all first choices, then all second ones, or all slots of a row at once. */
export type Order = 'choices' | 'rows';

/** What bounds the experts. */
export interface Bound {
  /** float32 [experts of all groups] */
  readonly room: tf.Tensor1D;
  readonly order: Order;
}

/** What becomes of slots beyond an expert's room: gives all slots again, those that are none with the weight 0. */
export type Overflow = (routing: Routing, input: Grouped, bound: Bound) => Slots;
