import type { Placement } from './placement.js';
import type { PlannedMixture } from './plannedModel.js';

/** What all devices together read in a step. */
export interface PlannedBatch {
  /** Texts that are read side by side; each device has some of them. */
  readonly sequences: number;
  /** Tokens of each text. */
  readonly time: number;
}

/** Tokens of a step on all devices. */
export function tokensOf({ sequences, time }: PlannedBatch): number {
  return sequences * time;
}

/** Tokens per step of the device that has the most: whole sequences. */
export function tokensPerDevice({ sequences, time }: PlannedBatch, { devices }: Placement): number {
  return Math.ceil(sequences / devices) * time;
}

/**
 * Rows per step that an expert sees, on average: the shrinking batch.
 *
 *     k · b / n in one process; k · (tokens of its group's devices) / n
 *
 * Section 3.1.
 */
export function rowsPerExpert(
  { expertsPerToken, experts }: PlannedMixture,
  batch: PlannedBatch,
  place: Placement,
): number {
  return (expertsPerToken * tokensOf(batch) * place.expertDevices) / (place.devices * experts);
}

/** Experts of the device that has the most. */
export function expertsPerDevice({ experts }: PlannedMixture, { expertDevices }: Placement): number {
  return Math.ceil(experts / expertDevices);
}

/** Rows per step that the experts of that device see. */
export function expertRowsPerDevice(mixture: PlannedMixture, batch: PlannedBatch, place: Placement): number {
  return rowsPerExpert(mixture, batch, place) * expertsPerDevice(mixture, place);
}

/** How often a token's row goes out: to each of its experts, or once to each of its branches. */
export function visitsPerToken({ expertsPerToken, branches }: PlannedMixture, { byBranch }: Placement): number {
  return byBranch && branches ? branches.perToken : expertsPerToken;
}

/**
 * How many of n experts get at least one of some rows, if each row takes one of them at random: n · (1 − (1 − 1/n)^rows).
 */
export function expertsUsed(experts: number, rows: number): number {
  return experts * -Math.expm1(rows * Math.log1p(-1 / experts));
}

/**
 * How many different words are about among some tokens, if the i-th of V words has a share of 1 / (i · ln V) (Zipf's law):
 *
 *     f = tokens / ln V
 *     Σ_i 1 − exp(−f / i) ≈ f · ln(1 + V / f),  and no more than there are tokens
 */
export function wordsUsed(vocabulary: number, tokens: number): number {
  const ofFirst = tokens / Math.log(vocabulary);
  return Math.min(tokens, ofFirst * Math.log1p(vocabulary / ofFirst));
}
