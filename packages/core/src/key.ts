import { checkValue } from './options/checkOptions.js';
import * as is from './options/is.js';
import { philox } from './random/philox.js';

/**
 * A key for randomness: two unsigned 32-bit words.
 *
 * Random functions are pure: the same key gives the same numbers on every
 * backend. Never draw twice with one key; make new ones with {@link foldIn} or
 * {@link split}. A third number says how many rows of what it draws are left out: see {@link fromRow}.
 */
export type Key = KeyWords | readonly [...KeyWords, row: number];

/** What a key is made of. */
export type KeyWords = readonly [number, number];

/** Keeps derived keys apart from the words that random streams draw. */
const DERIVE = 0x6f757472;

/**
 * The first key, from a seed.
 *
 * @param seed an integer, 0 ≤ seed < 2⁵³
 * @throws RangeError when the seed is anything else
 * @example
 * ```ts
 * const noise = normal(key(7), [2, 3]);
 * ```
 */
export function key(seed: number): Key {
  if (!Number.isSafeInteger(seed) || seed < 0) {
    throw new RangeError(`key: a seed must be an integer from 0 to ${Number.MAX_SAFE_INTEGER}, got ${seed}`);
  }
  return derive([0, 0], seed >>> 0, Math.floor(seed / 2 ** 32), 0);
}

/**
 * A new key from a key and a name or number; different data give independent keys.
 *
 * @throws RangeError when a number is not an integer, 0 ≤ data < 2⁵³; TypeError when there is no key
 * @example
 * ```ts
 * const keyOfStep = foldIn(key, step);
 * const keyOfNoise = foldIn(keyOfStep, 'noise');
 * ```
 */
export function foldIn(parent: Key, data: string | number): Key {
  checkValue('foldIn: the key', parent, is.key);
  if (typeof data === 'string') return foldInText(parent, data);
  if (!Number.isSafeInteger(data) || data < 0) {
    throw new RangeError(
      `foldIn: data must be a string or an integer from 0 to ${Number.MAX_SAFE_INTEGER}, got ${data}`,
    );
  }
  return derive(parent, data >>> 0, Math.floor(data / 2 ** 32), 1);
}

/**
 * A key whose draws, and those of all keys made from it, begin with a later row: for a part of some rows that lies
 * elsewhere than the rest.
 *
 *     normal(fromRow(key, row), [rows, n]) = rows `row` to `row + rows − 1` of normal(key, [row + rows, n])
 *
 * @param row how many rows of the first axis are left out
 * @example
 * ```ts
 * const lower = normal(fromRow(key(0), 2), [3, 4]); // the last 3 rows of normal(key(0), [5, 4])
 * ```
 */
export function fromRow(key: Key, row: number): Key {
  checkValue('fromRow: row', row, is.count);
  return [...wordsOf(key), row];
}

/** The key without the rows that it leaves out. */
export function wordsOf(key: Key): KeyWords {
  checkValue('the key', key, is.key);
  const [a, b] = key;
  return [a, b];
}

/**
 * `count` independent keys from one.
 *
 * @example
 * ```ts
 * const [forWeights, forNoise] = split(key(0), 2);
 * ```
 */
export function split(parent: Key, count: number): Key[] {
  checkValue('split: the key', parent, is.key);
  checkValue('split: count', count, is.count);
  return Array.from({ length: count }, (_, i) => derive(parent, i, 0, 3));
}

function derive(parent: Key, low: number, high: number, purpose: number): Key {
  const [a, b] = philox([low, high, purpose, DERIVE], [parent[0], parent[1]]);
  return parent.length === 2 ? [a, b] : [a, b, parent[2]];
}

/** Folds the length in, then four UTF-16 code units at a time. */
function foldInText(parent: Key, text: string): Key {
  let folded = derive(parent, text.length, 0, 2);
  for (let i = 0; i < text.length; i += 4) folded = derive(folded, twoUnits(text, i), twoUnits(text, i + 2), 2);
  return folded;
}

/** The code units at i and i + 1 in one word; 0 beyond the end. */
function twoUnits(text: string, i: number): number {
  return (text.charCodeAt(i) | (text.charCodeAt(i + 1) << 16)) >>> 0;
}
