import type { Corpus } from '@outrageous/trainer';
import { UsageError } from '../usageError.js';

/** A corpus in three parts that share no text. */
export interface SplitCorpus {
  readonly train: Corpus;
  readonly validation: Corpus;
  readonly test: Corpus;
}

/** The names of the parts, as commands take them. */
export const splitNames = ['train', 'validation', 'test'] as const;

/** One part of a corpus. */
export type SplitName = (typeof splitNames)[number];

/** Fewer words leave less than two for validation, where each is predicted from the one before. */
const LEAST = 40;

/**
 * Cuts a corpus by its words: the first 90% are for training, the next 5% for validation, the last 5% for testing.
 *
 * The words are counted once for that; each part reads the corpus again when it is used.
 *
 * @throws UsageError when there are fewer than 40 words
 */
export async function splitByWords(corpus: Corpus): Promise<SplitCorpus> {
  const total = await countTokens(corpus);
  if (total < LEAST) throw tooShort(corpus.source, total);
  const [first, second] = [Math.floor(total * 0.9), Math.floor(total * 0.95)];
  return {
    train: range(corpus, 0, first),
    validation: range(corpus, first, second),
    test: range(corpus, second, total),
  };
}

function tooShort(source: string, total: number): UsageError {
  return new UsageError(
    `${source} has ${total} words, and needs at least ${LEAST} to be cut into a part for training, one for validation ` +
      'and one for testing; give it a longer text',
  );
}

async function countTokens(corpus: Corpus): Promise<number> {
  let total = 0;
  for await (const portion of corpus.tokens()) total += portion.length;
  return total;
}

/** The tokens from number `from` up to, but not including, number `to`. */
function range(corpus: Corpus, from: number, to: number): Corpus {
  return {
    source: corpus.source,
    async *tokens() {
      let at = 0;
      for await (const portion of corpus.tokens()) {
        yield portion.slice(Math.max(0, from - at), Math.max(0, to - at));
        at += portion.length;
        if (at >= to) return;
      }
    },
  };
}
