import * as v from 'valibot';
import { option } from './option.js';
import { oneOf, text } from './schema.js';

/** How a text is cut into words. */
export const formats = ['text', 'tokenized'] as const;

/** Where the words come from. */
export const corpusOptions = {
  corpus: option(
    '--corpus <path>',
    'a text file or a folder of text files',
    v.optional(text('a file or a folder')),
    undefined,
    'every State of the Union address',
  ),
  format: option(
    '--format <name>',
    'text: ordinary text; tokenized: one sentence per line, words between spaces (Penn Treebank, WikiText, 1-Billion-Word)',
    oneOf(formats),
    'text',
  ),
};
