import * as v from 'valibot';
import { option, type OptionValues } from './option.js';
import { runOptions } from './runOptions.js';
import { notNegative, text, wholeNumber } from './schema.js';

/** Every option of `sample`. */
export const sampleOptions = {
  ...runOptions,
  prompt: option('--prompt <words>', 'the text that is continued', v.optional(text('some words')), undefined),
  length: option('--length <words>', 'how many words are drawn', wholeNumber(1), 100),
  temperature: option(
    '--temperature <number>',
    'below 1 likelier words are preferred, above 1 unlikelier ones come up more; 0 takes the likeliest',
    notNegative(),
    0.8,
  ),
  seed: option('--seed <number>', 'the same seed draws the same words', wholeNumber(0), 0),
};

/** Their values. */
export type SampleOptions = OptionValues<typeof sampleOptions>;
