import type { KeyWords } from '../key.js';
import { philox } from './philox.js';

/** Where a key's stream of random words starts. */
export interface Stream {
  readonly key: readonly [number, number];
  /** Words 2 and 3 of every counter; words 0 and 1 count the blocks. */
  readonly counter: readonly [number, number];
}

const SCRAMBLE: KeyWords = [0x3ec8f720, 0x02461e29];

/**
 * The stream that belongs to a key, as TensorFlow's stateless ops derive it from a
 * pair of int32 seeds: one pass through Philox, so that similar keys have unlike streams.
 */
export function streamOf([a, b]: KeyWords): Stream {
  const [k0, k1, c2, c3] = philox([a, signWord(a), b, signWord(b)], SCRAMBLE);
  return { key: [k0, k1], counter: [c2, c3] };
}

/** TensorFlow widens its int32 seeds to 64 bits with their sign. */
function signWord(word: number): number {
  return word >>> 31 ? 0xffffffff : 0;
}

/**
 * Fills `words` with the stream's first 32-bit words: block `b` of four is
 * `philox([b, 0, c2, c3], key)`.
 *
 * {@link philox} says what is computed; this says it without allocation, because
 * initial values of large models come from here.
 */
export function fillWords(words: Uint32Array, { key, counter }: Stream): void {
  const blocks = Math.ceil(words.length / 4);
  for (let block = 0; block < blocks; block++) {
    let c0 = block;
    let c1 = 0;
    let c2 = counter[0];
    let c3 = counter[1];
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
    const at = 4 * block;
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
