import type { Tensor1D } from '@tensorflow/tfjs-core';
import { inOwnMemory, runNative } from '@outrageous/core';
import type { Target } from '../parameterwise.js';
import type { Missed } from './catchUp.js';

/** How a native op catches up. */
export interface NativeCatchUp<Slot extends string> {
  readonly name: string;
  /** In the op's order. */
  readonly slots: readonly Slot[];
  /** The op's numbers at this step; the step itself is the last. */
  readonly numbers: Tensor1D;
}

/** In place, in one pass over those rows that missed a step; the op takes parameter, slots, last steps, rows, numbers. */
export function catchUpNatively<Slot extends string>(
  { parameter, slots }: Target<Slot>,
  { lastStep, rows }: Missed,
  { name, slots: names, numbers }: NativeCatchUp<Slot>,
): void {
  const inPlace = [parameter, ...names.map((slot) => slots[slot]), lastStep].map(inOwnMemory);
  runNative(name, [...inPlace, rows, numbers], 0);
}
