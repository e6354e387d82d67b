import { describe, expect, it } from 'vitest';
import { countWords, encodeCorpus, textCorpus, type Corpus } from './corpus.js';
import { words } from './tokenizer.js';
import { buildVocabulary } from './vocabulary.js';

const text = 'To be, or not to be.';
const inPortions: Corpus = {
  source: 'two portions',
  async *tokens() {
    yield await Promise.resolve(['to', 'be', 'or']);
    yield ['not', 'to', 'be'];
  },
};
const nothing: Corpus = { source: 'nothing', async *tokens() {} };

describe('textCorpus', () => {
  it('gives the words of a text, as often as it is asked', async () => {
    const corpus = textCorpus(text, words());
    const expected = [
      ['to', 2],
      ['be', 2],
      [',', 1],
      ['or', 1],
      ['not', 1],
      ['.', 1],
      ['<eos>', 1],
    ];
    expect([...(await countWords(corpus))]).toEqual(expected);
    expect([...(await countWords(corpus))]).toEqual(expected);
  });

  it.each(['', ' \n'])('refuses the empty text %j', (empty) => {
    expect(() => textCorpus(empty, words(), 'empty.txt')).toThrow(
      'corpus: empty.txt is empty, and a model needs words to learn from; name a file or folder with text',
    );
  });

  it('refuses binary data', () => {
    expect(() => textCorpus('PK\u0003\0', words())).toThrow(
      'corpus: the text has a NUL character at position 3, so it is not text; needs plain text in UTF-8: ' +
        'convert it, or name another file',
    );
  });
});

describe('a corpus in portions', () => {
  it('is counted', async () => {
    expect([...(await countWords(inPortions))]).toEqual([
      ['to', 2],
      ['be', 2],
      ['or', 1],
      ['not', 1],
    ]);
  });

  it('is encoded in order', async () => {
    const vocabulary = buildVocabulary(await countWords(inPortions));
    const ids = await encodeCorpus(inPortions, vocabulary);
    expect(vocabulary.decode(ids)).toEqual(['to', 'be', 'or', 'not', 'to', 'be']);
  });

  it.each([
    ['counted', () => countWords(nothing)],
    ['encoded', () => encodeCorpus(nothing, buildVocabulary(['a']))],
  ])('is not %s when it has no tokens', async (_how, run) => {
    await expect(run()).rejects.toThrow('corpus: nothing is empty, and a model needs words to learn from');
  });
});
