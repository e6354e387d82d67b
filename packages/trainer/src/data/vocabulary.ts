import { checkOptions, type Kind, optional } from '@outrageous/core/options';
import { addCounts } from './addCounts.js';
import { endOfSentence, unknownWord } from './specialWords.js';

/** A vocabulary as JSON. */
export interface VocabularyJson {
  /** In the order of their ids. */
  readonly words: readonly string[];
}

/** Words and their numbers, from 0 to `size − 1`. */
export interface Vocabulary {
  readonly size: number;
  /** In the order of their ids. */
  readonly words: readonly string[];
  /** The id of `<unk>`. */
  readonly unknown: number;
  /** The id of `<eos>`. */
  readonly endOfSentence: number;
  /** The ids of words; a word that is not known gets that of `<unk>`. */
  encode(tokens: readonly string[]): Int32Array;
  /** @throws RangeError for a number that is no id */
  decode(ids: Iterable<number>): string[];
  toJSON(): VocabularyJson;
}

/** How a vocabulary is chosen. */
export interface VocabularyOptions {
  /** The most words it may have, `<unk>` and `<eos>` included; default: no limit. */
  readonly limit?: number;
}

/**
 * The vocabulary of a text: `<unk>`, `<eos>`, then words by falling frequency, and by first
 * appearance where they are equally frequent.
 *
 * @param tokens the words of the text, or how often each occurs
 * @throws RangeError when the limit leaves no room for a word; TypeError when it is no number, or there is no such option
 * @example
 * ```ts
 * const vocabulary = buildVocabulary(words()(text), { limit: 10_000 });
 * const ids = vocabulary.encode(['the', 'union']);
 * ```
 */
export function buildVocabulary(
  tokens: Iterable<string> | ReadonlyMap<string, number>,
  options: VocabularyOptions = {},
): Vocabulary {
  const { limit = Infinity } = checkOptions('buildVocabulary', options, { limit: optional(limitKind) });
  const special = [unknownWord, endOfSentence];
  const ordinary = byFrequency(countsOf(tokens)).filter((word) => !special.includes(word));
  return vocabularyOf([...special, ...ordinary].slice(0, limit));
}

const limitKind: Kind = {
  needs: 'a whole number of at least 3: <unk>, <eos> and one word',
  fits: (x) => x === Infinity || (Number.isSafeInteger(x) && Number(x) > 2),
};

/**
 * The vocabulary that `toJSON` described.
 *
 * @throws Error when the JSON is no vocabulary
 * @example
 * ```ts
 * const same = vocabularyFromJson(JSON.parse(JSON.stringify(vocabulary)));
 * ```
 */
export function vocabularyFromJson(json: unknown): Vocabulary {
  const words: unknown = typeof json === 'object' && json !== null && 'words' in json ? json.words : undefined;
  if (isListOfWords(words)) return vocabularyOf(words);
  throw new Error(
    'vocabularyFromJson: needs { "words": […] } with each word once, <unk> and <eos> among them; got ' +
      `${JSON.stringify(json)?.slice(0, 60)}; give it what JSON.stringify(vocabulary) made`,
  );
}

function isListOfWords(words: unknown): words is string[] {
  if (!Array.isArray(words) || !words.every((word) => typeof word === 'string')) return false;
  const set = new Set(words);
  return set.size === words.length && set.has(unknownWord) && set.has(endOfSentence);
}

function vocabularyOf(words: readonly string[]): Vocabulary {
  const ids = new Map(words.map((word, id) => [word, id]));
  const unknown = words.indexOf(unknownWord);
  return {
    size: words.length,
    words,
    unknown,
    endOfSentence: words.indexOf(endOfSentence),
    encode: (tokens) => Int32Array.from(tokens, (token) => ids.get(token) ?? unknown),
    decode: (numbers) => Array.from(numbers, (id) => wordAt(words, id)),
    toJSON: () => ({ words }),
  };
}

function wordAt(words: readonly string[], id: number): string {
  if (id in words) return words[id];
  throw new RangeError(`decode: got ${id}, needs an id from 0 to ${words.length - 1}`);
}

function countsOf(tokens: Iterable<string> | ReadonlyMap<string, number>): ReadonlyMap<string, number> {
  if (tokens instanceof Map) return tokens as ReadonlyMap<string, number>;
  const counts = new Map<string, number>();
  addCounts(counts, tokens as Iterable<string>);
  return counts;
}

/** Sorting is stable, so equally frequent words stay in the order of first appearance. */
function byFrequency(counts: ReadonlyMap<string, number>): string[] {
  return [...counts].sort(([, a], [, b]) => b - a).map(([word]) => word);
}
