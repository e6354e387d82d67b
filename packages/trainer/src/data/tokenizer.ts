import { endOfSentence } from './specialWords.js';

/** Turns text into words. A tokenizer is called with whole paragraphs, or whole lines, never with half of one. */
export type Tokenizer = (text: string) => string[];

/** How running text is split into words. */
export interface WordsOptions {
  /** Whether `The` and `the` are one word; default true. */
  readonly lowerCase?: boolean;
}

/**
 * A tokenizer for running text, at the level of words.
 *
 * - A word is letters, with apostrophes and hyphens inside it: `nation's`, `well-known`.
 * - A number may have points, commas and digits inside it: `1,000`, `3.5`.
 * - Every other character that isn't white space is a token of its own.
 * - `<unk>` stays whole.
 * - Each paragraph ends with `<eos>`; a blank line ends a paragraph, as does the end of the text.
 *
 * The rule is the same on every engine and in every year, which `Intl.Segmenter` doesn't promise.
 *
 * @example
 * ```ts
 * words()('The Union is strong.'); // ['the', 'union', 'is', 'strong', '.', '<eos>']
 * ```
 */
export function words({ lowerCase = true }: WordsOptions = {}): Tokenizer {
  return (text) =>
    paragraphsOf(lowerCase ? text.toLowerCase() : text)
      .map(wordsOf)
      .filter((paragraph) => paragraph.length > 0)
      .flatMap((paragraph) => [...paragraph, endOfSentence]);
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
export function tokenizedLines(text: string): string[] {
  return text
    .split('\n')
    .map((line) => line.match(/\S+/g) ?? [])
    .filter((line) => line.length > 0)
    .flatMap((line) => [...line, endOfSentence]);
}

const word = /<unk>|\p{L}[\p{L}\p{M}\p{N}]*(?:['’-][\p{L}\p{N}]+)*|\p{N}+(?:[.,]\p{N}+)*|\S/gu;

function paragraphsOf(text: string): string[] {
  return text.split(/\n\s*\n/);
}

function wordsOf(paragraph: string): string[] {
  return paragraph.match(word) ?? [];
}
