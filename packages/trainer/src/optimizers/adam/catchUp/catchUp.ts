import type { Parameter } from '@outrageous/core';
import type { Tensor1D } from '@tensorflow/tfjs-core';
import type { Target } from '../../parameterwise.js';
import type { Moment } from '../plain.js';

/** The numbers of catching up at one step. */
export interface CatchUpNumbers {
  readonly beta1: number;
  readonly beta2: number;
  /** β1 / √β2: what a movement shrinks by from step to step where there is no gradient. */
  readonly ratio: number;
  readonly stepSize: number;
  readonly rootCorrection: number;
  readonly epsilon: number;
  /** Counts from 1. */
  readonly step: number;
}

/** Brings the rows that are to be updated to where a gradient of zero at every step would have brought them. */
export type CatchUp = (target: Target<Moment>, lastStep: Parameter, rows: Tensor1D, numbers: CatchUpNumbers) => void;
