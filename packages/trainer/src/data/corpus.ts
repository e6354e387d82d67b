import { checkValue } from '@outrageous/core/options';
import * as is from '@outrageous/core/options';
import type { Tokenizer } from './tokenizer.js';
import { addCounts } from './addCounts.js';
import type { Vocabulary } from './vocabulary.js';

/** Tokens in portions, so that a corpus need not fit into memory; each call of `tokens` starts again. */
export interface Corpus {
  /** Where the tokens come from, for messages. */
  readonly source: string;
  tokens(): AsyncIterable<readonly string[]>;
}

/**
 * A corpus from text that is in memory.
 *
 * @param tokenize such as {@link words}`()`
 * @param source names the text in messages
 * @throws Error when the text is empty or holds NUL characters, as binary data does
 * @example
 * ```ts
 * const corpus = textCorpus('To be, or not to be.', words());
 * ```
 */
export function textCorpus(text: string, tokenize: Tokenizer, source = 'the text'): Corpus {
  checkValue('textCorpus: the text', text, is.text);
  checkValue('textCorpus: the tokenizer', tokenize, { ...is.callback, hint: 'words() makes one' });
  requireText(text, source);
  return {
    source,
    async *tokens() {
      yield await Promise.resolve(tokenize(text));
    },
  };
}

/**
 * How often each word occurs, in the order of first appearance.
 *
 * @throws Error when the corpus has no tokens
 */
export async function countWords(corpus: Corpus): Promise<Map<string, number>> {
  const counts = new Map<string, number>();
  for await (const portion of corpus.tokens()) addCounts(counts, portion);
  if (counts.size === 0) throw emptyCorpus(corpus.source);
  return counts;
}

/**
 * The whole corpus as numbers.
 *
 * @returns the ids of all tokens, in order; four bytes per token
 * @throws Error when the corpus has no tokens
 */
export async function encodeCorpus(corpus: Corpus, vocabulary: Vocabulary): Promise<Int32Array> {
  const portions: Int32Array[] = [];
  for await (const portion of corpus.tokens()) portions.push(vocabulary.encode(portion));
  const ids = join(portions);
  if (ids.length === 0) throw emptyCorpus(corpus.source);
  return ids;
}

/** @throws Error when the text is empty or binary */
function requireText(text: string, source: string): void {
  if (text.trim() === '') throw emptyCorpus(source);
  const at = text.indexOf('\0');
  if (at >= 0) throw binaryCorpus(source, `a NUL character at position ${at}`);
}

/** What is thrown where there is no word to learn from. */
export function emptyCorpus(source: string): Error {
  return new Error(
    `corpus: ${source} is empty, and a model needs words to learn from; name a file or folder with text`,
  );
}

/** What is thrown where a corpus is no text. */
export function binaryCorpus(source: string, found: string): Error {
  return new Error(
    `corpus: ${source} has ${found}, so it is not text; needs plain text in UTF-8: convert it, or name another file`,
  );
}

function join(portions: readonly Int32Array[]): Int32Array {
  const all = new Int32Array(portions.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const portion of portions) {
    all.set(portion, at);
    at += portion.length;
  }
  return all;
}
