import { expect, it } from 'vitest';
import { describeSpread, medianOf, spreadOf } from './statistics.js';

it('spreads', () => {
  expect(spreadOf([1, 2, 3])).toEqual({ mean: 2, deviation: 1 });
  expect(spreadOf([5])).toEqual({ mean: 5, deviation: 0 });
  expect(describeSpread([1, 2, 3], 1)).toBe('2.0 ± 1.0');
  expect(describeSpread([5], 1)).toBe('5.0');
});

it('finds the middle', () => {
  expect(medianOf([9, 1, 5])).toBe(5);
  expect(medianOf([1, 2, 4, 9])).toBe(3);
});
