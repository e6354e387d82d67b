import { describe, expect, it } from 'vitest';
import { foldIn, fromRow, key, split, wordsOf } from './key.js';

it('gives different seeds different keys', () => {
  const keys = [0, 1, 2 ** 32, 2 ** 32 + 1, Number.MAX_SAFE_INTEGER].map((seed) => key(seed).join());
  expect(new Set(keys).size).toBe(5);
});

it('folds different data into different keys', () => {
  const data = [0, 1, 2 ** 32, '', '0', 'a', 'b', 'ab', 'ba', 'abcd', 'abcde', 'abcd\0', 'trunk/0', 'trunk/1'];
  expect(new Set(data.map((item) => foldIn(key(0), item).join())).size).toBe(data.length);
});

it('keeps folded and split keys apart', () => {
  const keys = [...split(key(0), 2), foldIn(key(0), 0), foldIn(key(0), 1), key(0)];
  expect(new Set(keys.map((k) => k.join())).size).toBe(5);
});

it('hands on from which row on it draws', () => {
  const later = fromRow(key(0), 3);
  expect(wordsOf(later)).toEqual(key(0));
  expect(foldIn(later, 'noise')).toEqual(fromRow(foldIn(key(0), 'noise'), 3));
  expect(split(later, 2)).toEqual(split(key(0), 2).map((one) => fromRow(one, 3)));
});

/** A change of these numbers would change every model that a seed names. */
it('never changes', () => {
  expect(key(0)).toEqual([3078190974, 3929100597]);
  expect(foldIn(key(0), 1)).toEqual([3002847160, 3972626288]);
  expect(foldIn(key(0), 'noise')).toEqual([1539892678, 2317646518]);
  expect(split(key(0), 2)).toEqual([
    [3288430756, 514297458],
    [1852953135, 667226584],
  ]);
});

describe('what is not an integer', () => {
  it.each([-1, 0.5, NaN, 2 ** 53])('is no seed: %d', (seed) => {
    expect(() => key(seed)).toThrow(`key: a seed must be an integer from 0 to 9007199254740991, got ${seed}`);
  });

  it.each([-1, 0.5, NaN])('cannot be folded in: %d', (data) => {
    expect(() => foldIn(key(0), data)).toThrow(
      `foldIn: data must be a string or an integer from 0 to 9007199254740991, got ${data}`,
    );
  });
});
