import type { Corpus } from '@outrageous/trainer';

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

/**
 * Cuts a corpus by its words: the first 90% are for training, the next 5% for validation, the last 5% for testing.
 *
 * The words are counted once for that; each part reads the corpus again when it is used.
 */
export async function splitByWords(corpus: Corpus): Promise<SplitCorpus> {
  const total = await countTokens(corpus);
  const [first, second] = [Math.floor(total * 0.9), Math.floor(total * 0.95)];
  return {
    train: range(corpus, 0, first),
    validation: range(corpus, first, second),
    test: range(corpus, second, total),
  };
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
