import {
  type Batches,
  contiguousBatches,
  type Corpus,
  encodeCorpus,
  type Vocabulary,
  type Window,
} from '@outrageous/trainer';
import type { TrainConfig } from '../options/trainOptions.js';
import { asUsageError } from '../usageError.js';
import { openCorpus, openText, tokenizers } from './openCorpus.js';
import type { SplitName } from './splitCorpus.js';

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
  /** The same, cut as the run cuts its own text; nothing is dropped. */
  readonly batches: Batches<Window>;
}

/**
 * Reads a part of a run's corpus, or another text in the same format, with the run's vocabulary.
 *
 * @throws UsageError when it is missing, empty, too short, or not text
 */
export function openPart(config: TrainConfig, vocabulary: Vocabulary, choice: PartChoice): Promise<OpenPart> {
  return asUsageError(async () => {
    const corpus = await chosenCorpus(config, choice);
    const source = choice.corpus === undefined ? `the ${choice.part} part of ${corpus.source}` : corpus.source;
    const ids = await encodeCorpus(corpus, vocabulary);
    const { batch, time } = config;
    return { source, ids, batches: contiguousBatches(ids, { batch, time, remainder: 'pad' }) };
  });
}

async function chosenCorpus(config: TrainConfig, { part, corpus }: PartChoice): Promise<Corpus> {
  if (corpus !== undefined) return openText(corpus, tokenizers[config.format]);
  return (await openCorpus(config))[part];
}
