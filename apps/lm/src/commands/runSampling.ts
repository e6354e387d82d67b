import { foldIn, key } from '@outrageous/core';
import type { Vocabulary } from '@outrageous/trainer';
import { tokenizers } from '../corpus/openCorpus.js';
import { continueText } from '../model/continueText.js';
import type { TrainConfig } from '../options/trainOptions.js';
import { openRun } from '../run/openRun.js';
import type { SampleOptions } from '../options/sampleOptions.js';

/**
 * `outrageous-lm sample`: each word is written as soon as it is drawn.
 *
 * @param abort ends it between two words
 * @throws UsageError when the run is refused
 */
export async function runSampling(
  { prompt = '', length, temperature, seed, ...run }: SampleOptions,
  abort: AbortSignal,
): Promise<void> {
  const opened = await openRun(run);
  const words = wordsOf(prompt, opened.config);
  tellUnknown(words, opened.vocabulary);
  const pieces = continueText(opened, { words, length, temperature, key: foldIn(key(seed), 'sample') });
  await write(pieces, abort);
}

async function write(pieces: AsyncIterable<string>, abort: AbortSignal): Promise<void> {
  const endLine = () => process.stdout.write('\n');
  abort.addEventListener('abort', endLine);
  for await (const piece of pieces) {
    if (abort.aborted) return;
    process.stdout.write(piece);
  }
  endLine();
}

/** Cut as the run's own text was; a prompt is a beginning, so the end of a sentence is taken off. */
function wordsOf(prompt: string, { format }: TrainConfig): string[] {
  return tokenizers[format](prompt).slice(0, -1);
}

function tellUnknown(words: readonly string[], { encode, unknown }: Vocabulary): void {
  const missing = words.filter((_, i) => encode(words)[i] === unknown);
  if (missing.length === 0) return;
  process.stderr.write(
    `the model doesn't know ${missing.map((word) => `'${word}'`).join(', ')} and reads <unk> instead\n`,
  );
}
