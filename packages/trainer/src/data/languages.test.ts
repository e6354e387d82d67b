import { describe, expect, it } from 'vitest';
import { tokenizedLines, words } from './tokenizer.js';

/** A sentence, and its words between spaces. */
const sentences: readonly (readonly [language: string, text: string, words: string])[] = [
  ['English', "The nation's well-known plan isn't new.", "the nation's well-known plan isn't new ."],
  ['French', "L'été, qu'est-ce que c'est ?", "l'été , qu'est-ce que c'est ?"],
  ['German', 'Größe und Straßen: 3,5 km', 'größe und straßen : 3,5 km'],
  ['Spanish', '¿Qué pasó, señor?', '¿ qué pasó , señor ?'],
  ['Portuguese', 'Não há coração.', 'não há coração .'],
  ['Polish', 'Zażółć gęślą jaźń!', 'zażółć gęślą jaźń !'],
  ['Turkish', 'Çağdaş ışık, şüphesiz', 'çağdaş ışık , şüphesiz'],
  ['Vietnamese', 'Tiếng Việt rất đẹp', 'tiếng việt rất đẹp'],
  ['Russian', 'Тише едешь — дальше будешь.', 'тише едешь — дальше будешь .'],
  ['Ukrainian', "Об'єднання п’яти", "об'єднання п’яти"],
  ['Greek', 'Ὁ βίος βραχύς· ΟΔΟΣ', 'ὁ βίος βραχύς · οδος'],
  ['Armenian', 'Բարեւ ձեզ', 'բարեւ ձեզ'],
  ['Hebrew', 'צה"ל הוא צבא', 'צה"ל הוא צבא'],
  ['Arabic', 'العربيّة لغةٌ جميلة، نعم', 'العربيّة لغةٌ جميلة ، نعم'],
  ['Persian', 'نمی‌خواهم بروم', 'نمی‌خواهم بروم'],
  ['Hindi', 'नमस्ते दुनिया।', 'नमस्ते दुनिया ।'],
  ['Bengali', 'বাংলা ভাষা', 'বাংলা ভাষা'],
  ['Tamil', 'தமிழ் மொழி', 'தமிழ் மொழி'],
  ['Korean', '한국어 문장입니다.', '한국어 문장입니다 .'],
  ['Georgian', 'ქართული ენა', 'ქართული ენა'],
  ['Amharic', 'ሰላም ለዓለም', 'ሰላም ለዓለም'],
  ['Chinese', '今天天气很好。', '今天 天气 很好 。'],
  ['Japanese', '日本語を話します。', '日本語 を 話 し ます 。'],
  ['Thai', 'ฉันรักภาษาไทย', 'ฉัน รัก ภาษา ไทย'],
];

describe('words of', () => {
  it.each(sentences)('%s, composed or not', (_language, text, expected) => {
    const all = [...expected.split(' '), '<eos>'].map((word) => word.normalize('NFC'));
    expect(words()(text.normalize('NFC'))).toEqual(all);
    expect(words()(text.normalize('NFD'))).toEqual(all);
  });
});

describe('what cannot be seen', () => {
  const one = ['cooperate', '<eos>'];

  it.each([
    ['a soft hyphen', '\u00ad'],
    ['a joiner', '\u200d'],
    ['a non-joiner', '\u200c'],
    ['a word joiner', '\u2060'],
    ['a byte order mark', '\ufeff'],
    ['a mark of direction', '\u200e'],
    ['an embedding of direction', '\u202a'],
    ['a variation selector', '\ufe0f'],
    ['a grapheme joiner', '\u034f'],
  ])('%s splits no word', (_what, character) => {
    expect(words()(`co${character}operate`)).toEqual(one);
    expect(words()(`${character}cooperate${character}`)).toEqual(one);
    expect(words()(character)).toEqual([]);
  });

  it.each([
    ['tab', '\t'],
    ['bell', '\x07'],
    ['escape', '\x1b'],
    ['delete', '\x7f'],
    ['a control character of Latin-1', '\x92'],
    ['a space that does not break', '\u00a0'],
    ['an ideographic space', '\u3000'],
    ['a space of no width', '\u200b'],
  ])('%s separates words, and is none', (_what, character) => {
    expect(words()(`a${character}b`)).toEqual(['a', 'b', '<eos>']);
  });
});

describe('the end of a line', () => {
  it.each(['\n', '\r\n', '\r', '\v', '\f', '\x85', '\u2028'])('may be %j; two end a paragraph', (end) => {
    expect(words()(`a${end}b${end}${end}c${end}`)).toEqual(['a', 'b', '<eos>', 'c', '<eos>']);
  });

  it('may be the end of a paragraph', () => {
    expect(words()('a\u2029b')).toEqual(['a', '<eos>', 'b', '<eos>']);
  });

  it.each(['\n', '\r\n', '\r'])('of tokenised text may be %j', (end) => {
    expect(tokenizedLines(`a b${end}c${end}`)).toEqual(['a', 'b', '<eos>', 'c', '<eos>']);
  });
});

describe('a line without spaces', () => {
  it.each(['a-', '1,', 'a', "a'", '\u0301', '\u200d', '天', '<unk>', 'é.', '👍🏽'])(
    'of %s is read piece by piece',
    (part) => {
      for (const tokenize of [words(), tokenizedLines]) {
        const tokens = tokenize(part.repeat(3000));
        expect(Math.max(0, ...tokens.map(({ length }) => length))).toBeLessThanOrEqual(3000 * part.length);
      }
      const longest = Math.max(0, ...words()(part.repeat(3000)).map(({ length }) => length));
      expect(longest).toBeLessThanOrEqual(512);
    },
  );
});
