import { buildVocabulary, countWords, encodeCorpus, type Vocabulary } from '@outrageous/trainer';
import { asUsageError } from '../usageError.js';
import { type SplitCorpus, type SplitName, splitNames } from './splitCorpus.js';

/** A corpus as numbers: the ids of the words of each part. */
export type TextData = { readonly [Part in SplitName]: Int32Array };

/**
 * The vocabulary of a corpus: that of the text for training, so that no word is known from the other parts.
 *
 * @throws UsageError when the text is empty or not text
 */
export function vocabularyFor({ train }: SplitCorpus, limit: number): Promise<Vocabulary> {
  return asUsageError(async () => buildVocabulary(await countWords(train), { limit }));
}

/**
 * All three parts as numbers.
 *
 * @throws UsageError when a part is empty, not text, or too short to train on
 */
export async function encodeParts(corpus: SplitCorpus, vocabulary: Vocabulary): Promise<TextData> {
  return asUsageError(async () => {
    const parts = await Promise.all(splitNames.map((name) => encodeCorpus(corpus[name], vocabulary)));
    return Object.fromEntries(splitNames.map((name, i) => [name, parts[i]])) as TextData;
  });
}
