import * as tf from '@tensorflow/tfjs-core';
import { inOwnMemory, isRowGradient, runNative } from '@outrageous/core';
import type { Target } from './parameterwise.js';

/** How a native op updates a target. */
export interface NativeUpdate<Slot extends string> {
  /** The op for whole gradients; that for rows has `Rows` after its name. */
  readonly name: string;
  /** In the op's order. */
  readonly slots: readonly Slot[];
  /** The op's numbers at this step. */
  readonly numbers: tf.Tensor1D;
}

/** Has a native op update a target in place; it takes parameter, slots, the gradient, numbers, scale. */
export function updateNatively<Slot extends string>(
  { parameter, slots, gradient, scale }: Target<Slot>,
  { name, slots: names, numbers }: NativeUpdate<Slot>,
): void {
  const inPlace = [parameter, ...names.map((slot) => slots[slot])].map(inOwnMemory);
  const last = [numbers, scale ?? tf.scalar(1)];
  if (isRowGradient(gradient)) runNative(`${name}Rows`, [...inPlace, gradient.rows, gradient.values, ...last], 0);
  else runNative(name, [...inPlace, gradient, ...last], 0);
}
