import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { tokenizedLines, words } from './tokenizer.js';

describe('words', () => {
  it.each([
    ['The Union is strong.', ['the', 'union', 'is', 'strong', '.', '<eos>']],
    ["The nation's well-known plan", ['the', "nation's", 'well-known', 'plan', '<eos>']],
    ['$1,000.50 (or 3.5%)!', ['$', '1,000.50', '(', 'or', '3.5', '%', ')', '!', '<eos>']],
    ['one\nline\n\nanother\n \n\nthird', ['one', 'line', '<eos>', 'another', '<eos>', 'third', '<eos>']],
    ['an <unk> word', ['an', '<unk>', 'word', '<eos>']],
    ['Être née à Zürich, Βέροια, 東京', ['être', 'née', 'à', 'zürich', ',', 'βέροια', ',', '東京', '<eos>']],
    ['cafe\u0301', ['caf\u00e9', '<eos>']],
    ["It's U.S. law_no 20th", ["it's", 'u.s', '.', 'law_no', '20th', '<eos>']],
    ['war--and COVID-19, 1861-1865', ['war', '-', '-', 'and', 'covid-19', ',', '1861', '-', '1865', '<eos>']],
    ['go 👨‍👩‍👧 🇩🇪!', ['go', '👨‍👩‍👧', '🇩🇪', '!', '<eos>']],
    [' \n\n\t ', []],
  ])('of %j', (text, tokens) => {
    expect(words()(text)).toEqual(tokens);
  });

  it('keeps capitals where it is asked to', () => {
    expect(words({ lowerCase: false })('The Union')).toEqual(['The', 'Union', '<eos>']);
  });

  it('loses no character but white space and what cannot be seen, up to composition', () => {
    const unseen = /[\s\p{Cc}\p{Default_Ignorable_Code_Point}]/gu;
    const seen = (text: string) => text.replace(unseen, '').normalize('NFC');
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const tokens = words({ lowerCase: false })(text).filter((token) => token !== '<eos>');
        expect(seen(tokens.join(''))).toBe(seen(text.replaceAll('<eos>', '')));
      }),
    );
  });

  it('may be called paragraph by paragraph', () => {
    const paragraph = fc.string().filter((text) => !text.includes('\n'));
    fc.assert(
      fc.property(fc.array(paragraph), (paragraphs) => {
        expect(words()(paragraphs.join('\n\n'))).toEqual(paragraphs.flatMap(words()));
      }),
    );
  });
});

describe('tokenizedLines', () => {
  it.each([
    ['no it was <unk>\n', ['no', 'it', 'was', '<unk>', '<eos>']],
    [' a  b \r\n\n c', ['a', 'b', '<eos>', 'c', '<eos>']],
    ["mr. <unk> 's N-year", ['mr.', '<unk>', "'s", 'N-year', '<eos>']],
    ['', []],
  ])('of %j', (text, tokens) => {
    expect(tokenizedLines(text)).toEqual(tokens);
  });
});
