import { type Corpus, encodeCorpus, type Vocabulary } from '@outrageous/trainer';
import type { TrainConfig } from '../options/trainOptions.js';
import { openCorpus, openText, tokenizers } from './openCorpus.js';
import type { SplitName } from './splitCorpus.js';
import { asUsageError } from './textData.js';

/** Which words a command reads: a part of the run's own corpus, or another text. */
export interface PartChoice {
  readonly part: SplitName;
  /** A text that has nothing to do with the run; all of it is read. */
  readonly corpus?: string;
}

/** The words that a command reads, and where they come from. */
export interface OpenPart {
  readonly source: string;
  readonly ids: Int32Array;
}

/**
 * Reads a part of a run's corpus, or another text in the same format, with the run's vocabulary.
 *
 * @throws UsageError when it is missing, empty, too short, or not text
 */
export async function openPart(config: TrainConfig, vocabulary: Vocabulary, choice: PartChoice): Promise<OpenPart> {
  const corpus = await asUsageError(() => chosenCorpus(config, choice));
  const source = choice.corpus === undefined ? `the ${choice.part} part of ${corpus.source}` : corpus.source;
  return { source, ids: await asUsageError(() => encodeCorpus(corpus, vocabulary)) };
}

async function chosenCorpus(config: TrainConfig, { part, corpus }: PartChoice): Promise<Corpus> {
  if (corpus !== undefined) return openText(corpus, tokenizers[config.format]);
  return (await openCorpus(config))[part];
}
