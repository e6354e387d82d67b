import type { Parameter } from '@outrageous/core';
import type { Tensor1D } from '@tensorflow/tfjs-core';
import type { Target } from '../parameterwise.js';

/** Rows that are to be updated at a step, and the last steps at which each row of the parameter was. */
export interface Missed {
  /** float32 [rows of the parameter] */
  readonly lastStep: Parameter;
  /** int32 [entries]; −1 is no row. */
  readonly rows: Tensor1D;
  /** Counts from 1. */
  readonly step: number;
}

/** Brings the rows that are to be updated to where a gradient of zero at every step would have brought them. */
export type CatchUp<Slot extends string> = (target: Target<Slot>, missed: Missed) => void;
