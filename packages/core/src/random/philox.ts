/** Four 32-bit words. */
export type Words = readonly [number, number, number, number];

const MULTIPLIER_A = 0xd2511f53;
const MULTIPLIER_B = 0xcd9e8d57;
const WEYL_A = 0x9e3779b9;
const WEYL_B = 0xbb67ae85;
const ROUNDS = 10;

/** The upper 32 bits of the 64-bit product of two unsigned 32-bit numbers. */
function multiplyHigh(a: number, b: number): number {
  const aLow = a & 0xffff;
  const aHigh = a >>> 16;
  const bLow = b & 0xffff;
  const bHigh = b >>> 16;
  const middle = aHigh * bLow + ((aLow * bLow) >>> 16);
  const carry = aLow * bHigh + (middle & 0xffff);
  return (aHigh * bHigh + Math.floor(middle / 0x10000) + Math.floor(carry / 0x10000)) >>> 0;
}

/**
 * Philox-4x32-10: four unsigned random words from a counter and a key.
 *
 * Counter-based, so any part of a stream can be made on any device, in any
 * order, with the same result. TensorFlow's stateless operations use the same
 * generator.
 *
 * Source: Salmon et al. 2011, Parallel Random Numbers: As Easy as 1, 2, 3.
 *
 * @example
 * ```ts
 * philox([0, 0, 0, 0], [0, 0]); // [0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8]
 * ```
 */
export function philox(counter: Words, key: readonly [number, number]): Words {
  let [c0, c1, c2, c3] = counter;
  let [k0, k1] = key;
  for (let round = 0; round < ROUNDS; round++) {
    const high0 = multiplyHigh(MULTIPLIER_A, c0);
    const low0 = Math.imul(MULTIPLIER_A, c0);
    const high1 = multiplyHigh(MULTIPLIER_B, c2);
    const low1 = Math.imul(MULTIPLIER_B, c2);
    c0 = (high1 ^ c1 ^ k0) >>> 0;
    c1 = low1 >>> 0;
    c2 = (high0 ^ c3 ^ k1) >>> 0;
    c3 = low0 >>> 0;
    k0 = (k0 + WEYL_A) >>> 0;
    k1 = (k1 + WEYL_B) >>> 0;
  }
  return [c0, c1, c2, c3];
}
