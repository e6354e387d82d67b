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
 * @example
 * ```ts
 * const keyOfStep = foldIn(key, step);
 * const keyOfNoise = foldIn(keyOfStep, 'noise');
 * ```
 */
export function foldIn(parent: Key, data: string | number): Key {
  return typeof data === 'number'
    ? derive(parent, data >>> 0, Math.floor(data / 2 ** 32) >>> 0, 1)
    : derive(parent, hash(data), data.length, 2);
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

/** FNV-1a over UTF-16 code units. */
function hash(text: string): number {
  let h = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) h = Math.imul(h ^ text.charCodeAt(i), 0x01000193);
  return h >>> 0;
}
