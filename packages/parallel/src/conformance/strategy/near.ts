import { demand } from '@outrageous/core/testing';

/** How much sums may differ that are added up in another order, as a part of the largest number. */
const tolerance = 1e-5;

/**
 * Breaks a promise where numbers differ by more than rounding, measured by the largest of them.
 *
 * @throws Error with `problem` and the first such number, unless |got − expected| ≤ 1e-5 · max |expected| for each
 */
export function demandNear(got: readonly number[], expected: readonly number[], problem: string): void {
  demand(got.length === expected.length, `${problem}: got ${got.length} numbers, expected ${expected.length}`);
  const allowed = tolerance * Math.max(...expected.map(Math.abs), 1e-6);
  const at = got.findIndex((x, i) => !(Math.abs(x - expected[i]) <= allowed));
  demand(at < 0, `${problem}: number ${at} is ${got[at]}, expected ${expected[at]}, give or take ${allowed}`);
}
