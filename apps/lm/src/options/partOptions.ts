import * as v from 'valibot';
import { splitNames } from '../corpus/splitCorpus.js';
import { option } from './option.js';
import { oneOf, text } from './schema.js';

/** Which text a command reads, for a run that has one of its own. */
export const partOptions = {
  corpus: option(
    '--corpus <path>',
    "another text file or folder, all of it; its format is that of the run's own",
    v.optional(text('a file or a folder')),
    undefined,
  ),
};

/** The part of the run's own text. */
export function partOption(usual: (typeof splitNames)[number]): ReturnType<typeof option<(typeof splitNames)[number]>> {
  return option('--part <name>', `a part of the run's own text: ${splitNames.join(', ')}`, oneOf(splitNames), usual);
}
