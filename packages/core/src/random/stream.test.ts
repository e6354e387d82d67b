import { expect, it } from 'vitest';
import { philox } from './philox.js';
import { fillWords, streamOf } from './stream.js';

it('fills arrays of any length with consecutive blocks of Philox', () => {
  const stream = streamOf([3, 0xfffffff0]);
  const blocks = [0, 1, 2].flatMap((block) => philox([block, 0, ...stream.counter], stream.key));
  for (const length of [0, 1, 4, 7, 12]) {
    const words = new Uint32Array(length);
    fillWords(words, stream);
    expect(Array.from(words)).toEqual(blocks.slice(0, length));
  }
});
