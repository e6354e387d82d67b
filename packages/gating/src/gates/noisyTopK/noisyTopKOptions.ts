import type { Grouped } from '@outrageous/core';

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
  for (const [name, value] of Object.entries({ width, experts, k, groups })) {
    if (!Number.isSafeInteger(value) || value < 1) {
      throw new RangeError(`noisyTopK: ${name} must be a whole number from 1 up, got ${value}`);
    }
  }
  if (k > experts) {
    throw new RangeError(
      `noisyTopK: a row can't go to k = ${k} of ${experts} experts; choose k from 1 to ${experts}, or add experts`,
    );
  }
  if (!(noiseFloor > 0)) {
    throw new RangeError(`noisyTopK: noiseFloor must be above 0, or the load can't be estimated, got ${noiseFloor}`);
  }
}

/** @throws Error when the rows are not those that the gate was made for */
export function checkWidth({ rows, groups: given }: Grouped, width: number, groups: number): void {
  if (rows.shape[1] !== width) {
    throw new Error(
      `noisyTopK: got rows [${rows.shape}], needs [rows, ${width}]; make the gate with width: ${rows.shape[1]}`,
    );
  }
  if (given !== groups) {
    throw new Error(`noisyTopK: got rows in ${given} groups, needs ${groups}; make the gate with groups: ${given}`);
  }
}

/** One kept logit has weight 1 whatever it is, so the task teaches the gate nothing. */
export function warnWithoutTaskGradient({ experts, k }: NoisyTopKOptions): void {
  if (k > 1 || experts === 1) return;
  console.warn(
    'noisyTopK: with k = 1 the softmax over the one kept logit is always 1, so the task has no gradient to the gate. ' +
      'Use k: 2 or more, or a Switch-style gate, which weighs its one expert by the softmax over all experts.',
  );
}
