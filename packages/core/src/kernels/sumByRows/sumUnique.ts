import type { Tensor1D, Tensor2D } from '@tensorflow/tfjs-core';
import { segmentSum } from '../segmentSum/segmentSum.js';

/** The different numbers of an index, and for each entry which of them it is. */
export interface Unique {
  readonly rows: Tensor1D;
  readonly position: Tensor1D;
}

/** The sum for each of the different numbers. */
export function sumUnique(values: Tensor2D, { rows, position }: Unique): [rows: Tensor1D, sums: Tensor2D] {
  return [rows, segmentSum(values, position, rows.size)];
}
