import type { Scores } from '../text/scoredText.js';
import { countNgrams, type Endings, endingsAfter, type NgramSizes, type NgramTable } from './ngrams.js';

/** A model that only counted: its tables are frozen, and nothing of it is trained. */
export interface CountedModel {
  /** How many n-grams it knows. */
  readonly ngrams: number;
  /** The log-probability of each word of a text but the first. */
  score(ids: Int32Array): Scores;
}

/**
 * An n-gram model with interpolated Kneser-Ney smoothing:
 *
 *     p_k(w | c) = max(n(c w) − D_k, 0) / n(c) + D_k · N(c) / n(c) · p_{k−1}(w | c')     p_0(w) = 1 / vocabulary
 *
 * c are the k − 1 words before w, c' the same without the first, n(c) sums n(c w) over w, and N(c) is how many of these
 * aren't 0. n counts occurrences where k is the order, and otherwise the different words that were seen in front. The
 * discount D_k is n₁ / (n₁ + 2 · n₂) of how many n-grams have count 1 and 2, each plus 1, so that a short text has one too.
 * A context that was never seen leaves everything to the shorter one. Source: Chen and Goodman, "An empirical study of
 * smoothing techniques for language modeling" (1998), section 2.7.
 *
 * @param ids the text that is counted
 * @throws RangeError when the order is not an integer from 1 on, or the text is shorter than that
 * @example
 * ```ts
 * const scores = kneserNey(train, { vocabulary: 10_000, order: 4 }).score(test);
 * ```
 */
export function kneserNey(ids: Int32Array, sizes: NgramSizes): CountedModel {
  checkOrder(ids, sizes);
  const { vocabulary } = sizes;
  const tables = countNgrams(ids, sizes);
  const discounts = tables.map(discountOf);

  /** p of the word after what ends here, from the shortest context to the longest. */
  function probability(endings: Endings, word: number): number {
    return endings.slice(0, tables.length).reduce<number>((shorter, context, length) => {
      const { contexts, counts, find } = tables[length];
      if (context === undefined || contexts[context].count === 0) return shorter;
      const count = counts[find(context, word) ?? -1] ?? 0;
      const { count: total, types } = contexts[context];
      return (Math.max(count - discounts[length], 0) + discounts[length] * types * shorter) / total;
    }, 1 / vocabulary);
  }

  return {
    ngrams: tables.reduce((sum, { counts }) => sum + counts.length, 0),
    score(text) {
      let endings: Endings = [0];
      return Float32Array.from(text.subarray(1), (word, place) => {
        endings = endingsAfter(endings, text[place], tables);
        return Math.log(probability(endings, word));
      });
    },
  };
}

function discountOf({ counts }: NgramTable): number {
  const [once, twice] = [1, 2].map((wanted) => counts.filter((count) => count === wanted).length + 1);
  return once / (once + 2 * twice);
}

function checkOrder({ length }: Int32Array, { order }: NgramSizes): void {
  if (Number.isInteger(order) && order >= 1 && length >= order) return;
  throw new RangeError(
    `kneserNey: got order ${order} and a text of ${length} words, needs an integer from 1 on and at least as many words; ` +
      'lower the order, or give it a longer text',
  );
}
