import * as v from 'valibot';
import { option } from './option.js';
import { oneOf, text } from './schema.js';

/** How a text is cut into words. */
const formats = ['text', 'tokenized'] as const;

const path = v.optional(text('a file or a folder'));

/** Where the words come from. */
export const corpusOptions = {
  corpus: option(
    '--corpus <path>',
    'a text file or a folder of them; its first 90% train, 5% validate, 5% test',
    path,
    undefined,
    'every State of the Union address',
  ),
  validation: option(
    '--validation <path>',
    'a text for validation, where a corpus comes in three parts; needs --test',
    path,
    undefined,
  ),
  test: option('--test <path>', 'a text for testing; then all of --corpus trains', path, undefined),
  format: option(
    '--format <name>',
    'text: ordinary text; tokenized: a sentence per line, words between spaces, as in Penn Treebank',
    oneOf(formats),
    'text',
  ),
};
