import { existsSync } from 'node:fs';
import { type Corpus, tokenizedLines, type Tokenizer, words } from '@outrageous/trainer';
import { fileCorpus } from '@outrageous/trainer/node';
import type { corpusOptions } from '../options/corpusOptions.js';
import type { OptionValues } from '../options/option.js';
import { UsageError } from '../usageError.js';
import { type SplitCorpus, splitByWords } from './splitCorpus.js';
import { stateOfTheUnion } from './stateOfTheUnion.js';

/** Which text, and how it is cut. */
export type CorpusChoice = Partial<OptionValues<typeof corpusOptions>>;

/**
 * The corpus that the options name, in three parts: as the user divides it, or else by words.
 *
 * @throws UsageError when a path is missing, or options don't go together
 */
export async function openCorpus({ corpus, validation, test, format = 'text' }: CorpusChoice): Promise<SplitCorpus> {
  checkTogether({ corpus, validation, test, format });
  if (corpus === undefined) return stateOfTheUnion();
  const tokenizer = tokenizers[format];
  if (validation === undefined || test === undefined) return splitByWords(openText(corpus, tokenizer));
  return {
    train: openText(corpus, tokenizer),
    validation: openText(validation, tokenizer),
    test: openText(test, tokenizer),
  };
}

/**
 * One text, whole.
 *
 * @throws UsageError when there is nothing at the path
 */
export function openText(path: string, tokenizer: Tokenizer): Corpus {
  if (existsSync(path)) return fileCorpus(path, tokenizer);
  throw new UsageError(`there is no file or folder ${path}; name plain text in UTF-8, or a folder of such files`);
}

/** The tokenizer of each format. */
export const tokenizers: { readonly text: Tokenizer; readonly tokenized: Tokenizer } = {
  text: words(),
  tokenized: tokenizedLines,
};

function checkTogether({ corpus, validation, test, format }: CorpusChoice): void {
  if ((validation === undefined) !== (test === undefined)) {
    throw new UsageError(
      '--validation and --test go together: name both parts, or leave both out to have --corpus cut',
    );
  }
  if (corpus !== undefined) return;
  if (validation !== undefined)
    throw new UsageError('--validation and --test need --corpus beside them: the text to train on');
  if (format !== 'text')
    throw new UsageError(`--format ${format} needs --corpus beside it: the text that it describes`);
}
