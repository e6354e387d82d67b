import type { Vocabulary } from '@outrageous/trainer';
import { sharePercent } from '../format/numbers.js';
import { type SplitName, splitNames } from './splitCorpus.js';
import type { TextData } from './textData.js';

/** The share of each part's words that are not in the vocabulary. */
export type UnknownShares = { readonly [Part in SplitName]: number };

/** Above it, a perplexity says little: `<unk>` is the easiest of words. */
const much = 0.05;

/** Counts what is `<unk>`. */
export function unknownShares(text: TextData, { unknown }: Pick<Vocabulary, 'unknown'>): UnknownShares {
  const shares = splitNames.map((name) => [name, unknownShare(text[name], unknown)] as const);
  return Object.fromEntries(shares) as UnknownShares;
}

/** @param unknown the id of `<unk>` */
export function unknownShare(ids: Int32Array, unknown: number): number {
  let count = 0;
  for (const id of ids) if (id === unknown) count++;
  return ids.length === 0 ? 0 : count / ids.length;
}

/** `unknown words: 2.0% to train, 2.4% to validate, 2.3% to test` */
export function describeShares({ train, validation, test }: UnknownShares): string {
  const [first, second, third] = [train, validation, test].map(sharePercent);
  return `unknown words: ${first} to train, ${second} to validate, ${third} to test`;
}

/**
 * What to do where more than 5% of the words are unknown; nothing to say otherwise.
 *
 * @param words the vocabulary, which shows how the text is written
 */
export function adviceOnUnknown(share: number, source: string, words: readonly string[]): string | undefined {
  if (share <= much) return undefined;
  const found = `warning: the model doesn't know ${sharePercent(share)} of the words of ${source}, and reads each as <unk>`;
  const advice = isWithoutSpaces(words)
    ? 'much of this text has no spaces between words, and too few of what it was cut into come again: ' +
      'write spaces between its words or characters, one sentence per line, and train with --format tokenized'
    : 'a larger --vocabulary, more text for training, or a text of the same language and time, knows more';
  return `${found}: its perplexity is mostly how well <unk> is guessed, and can't be compared; ${advice}`;
}

/** Scripts that put no spaces between words. */
const unspaced =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}\p{Script=Tibetan}]/u;

/** So many characters have few words of any language, and every stretch of a text that knows no spaces. */
const long = 25;

/** Whether that holds for a quarter of the words. */
function isWithoutSpaces(words: readonly string[]): boolean {
  const without = words.filter((word) => unspaced.test(word) || word.length > long);
  return without.length > words.length / 4;
}
