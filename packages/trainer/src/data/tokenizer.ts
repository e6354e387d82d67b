import { checkOptions, optional } from '@outrageous/core/options';
import * as is from '@outrageous/core/options';
import { cleanText } from './cleanText.js';
import { ownString } from './ownString.js';
import { endOfSentence } from './specialWords.js';
import { wordsOfPiece } from './wordsOfPiece.js';

/**
 * Turns text into words. It is called with whole paragraphs, or whole lines, never with half of one, and takes any text
 * in time that grows with its length.
 */
export interface Tokenizer {
  (text: string): string[];
  /** Names the rule: texts that were cut by different versions have different words. */
  readonly version?: string;
}

/** How running text is split into words. */
export interface WordsOptions {
  /** Whether `The` and `the` are one word; default true. */
  readonly lowerCase?: boolean;
}

/**
 * A tokenizer for running text, at the level of words.
 *
 * - Words end where Unicode says so (UAX 29, by `Intl.Segmenter`): `nation's`, `1,000.50` and `3.5` are one, and text
 *   without spaces is cut by dictionary, as far as the engine has one: Chinese, Japanese, Thai and some others.
 * - A hyphen joins words, where the first begins with a letter: `well-known`.
 * - Punctuation, signs and emoji are tokens of their own. `<unk>` stays whole.
 * - Each paragraph ends with `<eos>`; a blank line ends a paragraph, as does the end of the text.
 * - Composed and decomposed accents are the same; soft hyphens, control characters and other characters that can't be
 *   seen are left out. Joiners stay where spelling needs them.
 * - Without a space, at most 256 characters are read together: there a word may be cut.
 *
 * What Unicode or a dictionary says may change with the engine; `version` names the rule.
 *
 * @throws Error where the engine has no `Intl.Segmenter`
 * @example
 * ```ts
 * words()('The Union is strong.'); // ['the', 'union', 'is', 'strong', '.', '<eos>']
 * ```
 */
export function words(options: WordsOptions = {}): Tokenizer {
  const { lowerCase = true } = checkOptions('words', options, { lowerCase: optional(is.flag) });
  const wordsOf = remembered(wordsOfPiece.bind(undefined, wordSegmenter()));
  const tokenize = (text: string) => sentences(cleanText(text, lowerCase).split(/\n\s*\n/), pieces, wordsOf);
  return Object.assign(tokenize, { version: `words 2${lowerCase ? '' : ', with capitals'}` });
}

/** What stands between white space; where there is little of that, so much of it that the cost of a piece has a bound. */
const pieces = /\S{1,256}/gu;

/** Always English: the rule must not depend on the language of the machine. */
function wordSegmenter(): Intl.Segmenter {
  if (typeof Intl.Segmenter === 'function') return new Intl.Segmenter('en', { granularity: 'word' });
  throw new Error(
    'words: this engine has no Intl.Segmenter; use Node with full ICU or a browser of 2024 or later, ' +
      'or cut the text before and read it with tokenizedLines',
  );
}

/** So many different pieces are remembered, and then forgotten: text repeats its words. */
const memory = 2 ** 16;

function remembered(wordsOf: (piece: string) => string[]): (piece: string) => string[] {
  const known = new Map<string, string[]>();
  return (piece) => {
    const before = known.get(piece);
    if (before) return before;
    if (known.size >= memory) known.clear();
    const own = ownString(piece);
    const found = wordsOf(own);
    known.set(own, found);
    return found;
  };
}

/** What there is of each part, and the end of a sentence where there is something. */
function sentences(parts: readonly string[], pattern: RegExp, wordsOf = (found: string) => [found]): string[] {
  const all: string[] = [];
  for (const part of parts) {
    const before = all.length;
    for (const found of part.match(pattern) ?? []) for (const word of wordsOf(found)) all.push(word);
    if (all.length > before) all.push(endOfSentence);
  }
  return all;
}

/**
 * The tokenizer for text that is tokenised already, one sentence per line, as the Penn Treebank,
 * WikiText and the 1-Billion-Word benchmark are published.
 *
 * Words are what white space separates, `<unk>` among them; each line that isn't blank ends with `<eos>`.
 *
 * @example
 * ```ts
 * tokenizedLines('no it was <unk>\n'); // ['no', 'it', 'was', '<unk>', '<eos>']
 * ```
 */
export const tokenizedLines: Tokenizer = Object.assign((text: string) => sentences(text.split(/\r\n?|\n/), /\S+/g), {
  version: 'tokenized 2',
});
