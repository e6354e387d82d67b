import { readFile } from 'node:fs/promises';
import { crc32 } from 'node:zlib';
import { type Vocabulary, vocabularyFromJson } from '@outrageous/trainer';
import * as v from 'valibot';
import { checkedOptions, parseJson } from '../options/configFile.js';
import { withFallbacks } from '../options/option.js';
import { type GivenTrainOptions, type TrainConfig, trainOptions } from '../options/trainOptions.js';
import { UsageError } from '../usageError.js';
import { readRunConfig, type RunFiles, writeJson } from './runFolder.js';

/** The configuration of a run, in full. @throws UsageError when there is none, or one that can't be used */
export async function storedConfig(files: RunFiles): Promise<TrainConfig> {
  return withFallbacks(trainOptions, await storedOptions(files));
}

/** What the configuration of a run says. @throws UsageError when there is none, or one that can't be used */
export async function storedOptions(files: RunFiles): Promise<GivenTrainOptions> {
  const text = await readRunConfig(files);
  try {
    return checkedOptions(files.config, parseJson(files.config, text), trainOptions);
  } catch (error) {
    throw isDamaged(error, 'mend it, or start a new run');
  }
}

/** Stores a configuration as a file that `--config` takes: what only says where and how to run is left out. */
export async function storeConfig(files: RunFiles, config: TrainConfig): Promise<void> {
  await writeJson(files.config, {
    ...config,
    run: undefined,
    resume: undefined,
    oversubscribe: undefined,
    json: undefined,
  });
}

/**
 * The words that a run's model knows.
 *
 * @param tokenizer the version of what cuts text now; another than that of the run is said
 * @throws UsageError when the file is missing or damaged
 */
export async function storedVocabulary({ vocabulary }: RunFiles, tokenizer?: string): Promise<Vocabulary> {
  try {
    const json = parseJson(vocabulary, await readFile(vocabulary, 'utf8'));
    const known = withItsWords(vocabularyFromJson(json), json);
    if (tokenizer !== undefined) tellTokenizer(vocabulary, json, tokenizer);
    return known;
  } catch (error) {
    throw isDamaged(error, 'without it, numbers are no words: put it back, or start a new run', `${vocabulary}: `);
  }
}

/** Stores the words that a run's model knows, with their checksum. */
export async function storeVocabulary(files: RunFiles, vocabulary: Vocabulary, tokenizer?: string): Promise<void> {
  await writeJson(files.vocabulary, { ...vocabulary.toJSON(), tokenizer, crc32: checksumOf(vocabulary) });
}

/** Files from before there were checksums have none. */
const checksum = v.object({ crc32: v.optional(v.unknown()) });

function withItsWords(vocabulary: Vocabulary, json: unknown): Vocabulary {
  const { crc32: stored = checksumOf(vocabulary) } = v.parse(checksum, json);
  if (stored === checksumOf(vocabulary)) return vocabulary;
  throw new Error('its words are not those that were written (the CRC-32 differs)');
}

/** Runs from before it was stored have none. */
const cutBy = v.object({ tokenizer: v.optional(v.string(), 'an earlier one') });

function tellTokenizer(file: string, json: unknown, now: string): void {
  const { tokenizer } = v.parse(cutBy, json);
  if (tokenizer === now) return;
  process.stderr.write(
    `warning: the words of ${file} were cut by another tokenizer (${tokenizer}; now it is ${now}), so some of them are ` +
      "no longer found, and numbers don't compare; a new run has the words of today\n",
  );
}

/** Of the words, a line each. */
function checksumOf({ words }: Vocabulary): number {
  return crc32(words.join('\n'));
}

/** @param where for messages that don't name the file */
function isDamaged(error: unknown, advice: string, where = ''): UsageError {
  const message = error instanceof Error ? error.message : String(error);
  const named = message.startsWith(where) ? message : `${where}${message}`;
  return new UsageError(`${named}. The file is damaged: ${advice}`, { cause: error });
}
