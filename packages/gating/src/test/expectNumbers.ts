import { expect } from 'vitest';

/** Compares two lists of numbers, one by one. */
export function expectNumbers(got: readonly number[], expected: readonly number[], digits = 5): void {
  expect(got.length).toBe(expected.length);
  expected.forEach((number, i) => expect(got[i]).toBeCloseTo(number, digits));
}
