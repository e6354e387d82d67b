import { expect, test } from 'vitest';
import { distributionOf } from './distribution.js';

test('figures are among the numbers, which may come in any order', () => {
  expect(distributionOf([9, 1, 2, 3, 4, 5, 6, 7, 8, 100])).toEqual({ median: 5, ninetieth: 9, largest: 100 });
  expect(distributionOf([7])).toEqual({ median: 7, ninetieth: 7, largest: 7 });
});

test('no numbers have zeros', () => {
  expect(distributionOf([])).toEqual({ median: 0, ninetieth: 0, largest: 0 });
});
