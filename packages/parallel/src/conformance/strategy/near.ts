import { demand } from '@outrageous/core/testing';

/** How much sums may differ that are added up in another order, as a part of the largest number. */
const tolerance = 1e-5;

/**
 * Breaks a promise where numbers differ by more than rounding, measured by the largest of them.
 *
 * @throws Error with `problem` and the numbers, unless |got − expected| ≤ 1e-5 · max |expected| for each
 */
export function demandNear(got: readonly number[], expected: readonly number[], problem: string): void {
  const allowed = tolerance * Math.max(...expected.map(Math.abs), 1e-6);
  const near = got.length === expected.length && got.every((x, i) => Math.abs(x - expected[i]) <= allowed);
  demand(near, `${problem}: got ${got.join()}, expected ${expected.join()}, give or take ${allowed}`);
}
