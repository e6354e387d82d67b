import { philox } from './random/philox.js';

/**
 * A key for randomness: two unsigned 32-bit words.
 *
 * Random functions are pure: the same key gives the same numbers on every
 * backend. Never draw twice with one key; make new ones with {@link foldIn} or
 * {@link split}.
 */
export type Key = readonly [number, number];

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
 * @throws RangeError when a number is not an integer, 0 ≤ data < 2⁵³
 * @example
 * ```ts
 * const keyOfStep = foldIn(key, step);
 * const keyOfNoise = foldIn(keyOfStep, 'noise');
 * ```
 */
export function foldIn(parent: Key, data: string | number): Key {
  if (typeof data === 'string') return foldInText(parent, data);
  if (!Number.isSafeInteger(data) || data < 0) {
    throw new RangeError(
      `foldIn: data must be a string or an integer from 0 to ${Number.MAX_SAFE_INTEGER}, got ${data}`,
    );
  }
  return derive(parent, data >>> 0, Math.floor(data / 2 ** 32), 1);
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
  return Array.from({ length: count }, (_, i) => derive(parent, i, 0, 3));
}

function derive(parent: Key, low: number, high: number, purpose: number): Key {
  const [a, b] = philox([low, high, purpose, DERIVE], parent);
  return [a, b];
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
