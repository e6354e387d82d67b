import { readFile } from 'node:fs/promises';
import { type Vocabulary, vocabularyFromJson } from '@outrageous/trainer';
import { checkedOptions, parseJson } from '../options/configFile.js';
import { withFallbacks } from '../options/option.js';
import { type TrainConfig, trainOptions } from '../options/trainOptions.js';
import { UsageError } from '../usageError.js';
import { readRunConfig, type RunFiles, writeJson } from './runFolder.js';

/** The configuration of a run, in full. @throws UsageError when there is none, or one that can't be used */
export async function storedConfig(files: RunFiles): Promise<TrainConfig> {
  return withFallbacks(trainOptions, checkedOptions(files.config, await readRunConfig(files), trainOptions));
}

/** Stores a configuration as a file that `--config` takes: what only says where and how to run is left out. */
export async function storeConfig(files: RunFiles, config: TrainConfig): Promise<void> {
  await writeJson(files.config, { ...config, run: undefined, resume: undefined, json: undefined });
}

/** The words that a run's model knows. @throws UsageError when the file is missing or broken */
export async function storedVocabulary({ vocabulary }: RunFiles): Promise<Vocabulary> {
  try {
    return vocabularyFromJson(parseJson(vocabulary, await readFile(vocabulary, 'utf8')));
  } catch (error) {
    throw new UsageError(
      `the vocabulary of the run can't be read: ${error instanceof Error ? error.message : String(error)}; ` +
        'without it, numbers are no words: start a new run',
      { cause: error },
    );
  }
}
