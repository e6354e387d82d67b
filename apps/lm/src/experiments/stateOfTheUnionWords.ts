import { encodeCorpus } from '@outrageous/trainer';
import { stateOfTheUnion } from '../corpus/stateOfTheUnion.js';
import { vocabularyFor } from '../corpus/textData.js';
import type { Words } from './presetTraining.js';

/** The text that `train` takes by default, with its vocabulary of 10,000 words. */
export async function stateOfTheUnionWords(): Promise<Words> {
  const corpus = stateOfTheUnion();
  const vocabulary = await vocabularyFor(corpus, 10_000);
  return { vocabulary, ids: await encodeCorpus(corpus.train, vocabulary) };
}
