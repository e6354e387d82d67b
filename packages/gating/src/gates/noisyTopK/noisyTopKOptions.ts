import { optional } from '@outrageous/core/options';
import * as is from '@outrageous/core/options';
import { routerKinds } from '../../parts/checks.js';

/** What {@link noisyTopK} is made from. */
export interface NoisyTopKOptions {
  /** The width d of the rows. */
  readonly width: number;
  /** The experts that each row chooses among: all of them, or those of its own group. */
  readonly experts: number;
  /** How many experts each row goes to. */
  readonly k: number;
  /** Gates in the bank, one for each group of rows; 1 (the default) is an ordinary gate. */
  readonly groups?: number;
  /** The least standard deviation of the noise; 0.01 where it isn't said. */
  readonly noiseFloor?: number;
}

export const noisyTopKKinds = {
  ...routerKinds,
  k: is.size,
  noiseFloor: optional({ ...is.positive, hint: 'without noise the load has no estimate' }),
};
