/** Four 32-bit words. */
export type Words = readonly [number, number, number, number];

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
  const words = new Uint32Array(4);
  fillBlocks(words, counter, key);
  return [words[0], words[1], words[2], words[3]];
}

/**
 * Fills `words` with blocks of four: {@link philox} of the counter, of that whose first word is one more, and so on.
 *
 * Nothing is allocated, because initial values of large models come from here.
 */
export function fillBlocks(words: Uint32Array, counter: Words, key: readonly [number, number]): void {
  const [first, second, third, fourth] = counter;
  for (let at = 0; at < words.length; at += 4) {
    let c0 = first + at / 4;
    let c1 = second;
    let c2 = third;
    let c3 = fourth;
    let k0 = key[0];
    let k1 = key[1];
    for (let round = 0; round < 10; round++) {
      const high0 = multiplyHigh(0xd251, 0x1f53, c0);
      const low0 = Math.imul(0xd2511f53, c0);
      const high1 = multiplyHigh(0xcd9e, 0x8d57, c2);
      const low1 = Math.imul(0xcd9e8d57, c2);
      c0 = high1 ^ c1 ^ k0;
      c1 = low1;
      c2 = high0 ^ c3 ^ k1;
      c3 = low0;
      k0 = (k0 + 0x9e3779b9) | 0;
      k1 = (k1 + 0xbb67ae85) | 0;
    }
    words[at] = c0;
    words[at + 1] = c1;
    words[at + 2] = c2;
    words[at + 3] = c3;
  }
}

/** The upper 32 bits of a product; the left factor comes as its two halves. */
function multiplyHigh(aHigh: number, aLow: number, b: number): number {
  const bLow = b & 0xffff;
  const bHigh = b >>> 16;
  const middle = (Math.imul(aHigh, bLow) >>> 0) + (Math.imul(aLow, bLow) >>> 16);
  const carry = (Math.imul(aLow, bHigh) >>> 0) + (middle & 0xffff);
  return (Math.imul(aHigh, bHigh) + (middle >>> 16) + (carry >>> 16)) | 0;
}
