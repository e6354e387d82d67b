import { checkK, checkSizes } from '../../parts/checks.js';

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

/** @throws RangeError that names the option which doesn't fit */
export function checkNoisyTopK({ width, experts, k, groups = 1, noiseFloor = 1e-2 }: NoisyTopKOptions): void {
  checkSizes('noisyTopK', { width, experts, groups });
  checkK('noisyTopK', k, experts);
  if (!(noiseFloor > 0)) {
    throw new RangeError(`noisyTopK: noiseFloor must be above 0, or the load can't be estimated, got ${noiseFloor}`);
  }
}
