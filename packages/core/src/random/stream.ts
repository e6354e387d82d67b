import type { KeyWords } from '../key.js';
import { fillBlocks, philox } from './philox.js';

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

/** Fills `words` with the stream's first 32-bit words: block `b` of four is `philox([b, 0, c2, c3], key)`. */
export function fillWords(words: Uint32Array, { key, counter }: Stream): void {
  fillBlocks(words, [0, 0, ...counter], key);
}
