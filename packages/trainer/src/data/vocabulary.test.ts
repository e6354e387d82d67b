import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { buildVocabulary, vocabularyFromJson } from './vocabulary.js';

const tokens = ['the', 'state', 'of', 'the', 'union', '<eos>', 'of', 'the', 'state', '<eos>'];

describe('buildVocabulary', () => {
  it('puts special words first, then frequent ones, then those that came first', () => {
    expect(buildVocabulary(tokens).words).toEqual(['<unk>', '<eos>', 'the', 'state', 'of', 'union']);
  });

  it('takes counts as well as words', () => {
    const counts = new Map([
      ['union', 1],
      ['the', 3],
      ['<eos>', 2],
    ] as const);
    expect(buildVocabulary(counts).words).toEqual(['<unk>', '<eos>', 'the', 'union']);
  });

  it('keeps to the limit, and reads every other word as unknown', () => {
    const vocabulary = buildVocabulary(tokens, { limit: 4 });
    expect(vocabulary.size).toBe(4);
    expect([...vocabulary.encode(['the', 'union', 'state', '<eos>'])]).toEqual([2, 0, 3, 1]);
    expect(vocabulary.unknown).toBe(0);
    expect(vocabulary.endOfSentence).toBe(1);
  });

  it.each([2, 0, NaN])('refuses the limit %d', (limit) => {
    expect(() => buildVocabulary(tokens, { limit })).toThrow(
      `buildVocabulary: limit must be a whole number of at least 3: <unk>, <eos> and one word, got ${limit}`,
    );
  });

  it('decodes what it encodes', () => {
    fc.assert(
      fc.property(fc.array(fc.string()), (words) => {
        const vocabulary = buildVocabulary(words);
        expect(vocabulary.decode(vocabulary.encode(words))).toEqual(words);
      }),
    );
  });

  it('takes words that objects know by heart', () => {
    const vocabulary = buildVocabulary(['constructor', '__proto__', 'toString']);
    expect([...vocabulary.encode(['toString', 'hasOwnProperty', '__proto__'])]).toEqual([4, 0, 3]);
  });

  it.each([-1, 6, 0.5])('decodes no %d', (id) => {
    expect(() => buildVocabulary(tokens).decode([0, id])).toThrow(`decode: got ${id}, needs an id from 0 to 5`);
  });
});

describe('vocabularyFromJson', () => {
  it('gives the same vocabulary', () => {
    const vocabulary = buildVocabulary(tokens);
    const same = vocabularyFromJson(JSON.parse(JSON.stringify(vocabulary)));
    expect(same.words).toEqual(vocabulary.words);
    expect(same.encode(tokens)).toEqual(vocabulary.encode(tokens));
  });

  it.each([
    ['no record', null],
    ['no words', {}],
    ['numbers', { words: ['<unk>', '<eos>', 3] }],
    ['a word twice', { words: ['<unk>', '<eos>', 'a', 'a'] }],
    ['no <eos>', { words: ['<unk>', 'a'] }],
  ])('refuses %s', (_what, json) => {
    expect(() => vocabularyFromJson(json)).toThrow(
      'vocabularyFromJson: needs { "words": […] } with each word once, <unk> and <eos> among them; got ' +
        JSON.stringify(json),
    );
  });
});
