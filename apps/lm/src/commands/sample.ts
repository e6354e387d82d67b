import type { Command } from 'commander';
import { addOptions, option, type OptionValues, withFallbacks } from '../options/option.js';
import { runOptions } from '../options/runOptions.js';
import { positive, text, wholeNumber } from '../options/schema.js';
import * as v from 'valibot';

const options = {
  ...runOptions,
  prompt: option('--prompt <words>', 'the text that is continued', v.optional(text('some words')), undefined),
  length: option('--length <words>', 'how many words are drawn', wholeNumber(1), 100),
  temperature: option(
    '--temperature <number>',
    'below 1 likelier words are preferred, above 1 unlikelier ones come up more',
    positive(),
    0.8,
  ),
  seed: option('--seed <number>', 'the same seed draws the same words', wholeNumber(0), 0),
};

/** The options of `sample`. */
export type SampleOptions = OptionValues<typeof options>;

/** `outrageous-lm sample` */
export function addSampleCommand(program: Command): void {
  const command = program
    .command('sample')
    .description('have a trained model write text')
    .addHelpText('after', help)
    .action(async (given: Partial<SampleOptions>) => {
      const { runSampling } = await import('./runSampling.js');
      await runSampling(withFallbacks(options, given));
    });
  addOptions(command, options);
}

const help = `
Words are drawn one after the other, with p ∝ exp(logit / temperature); <unk> is never drawn.

Examples:
  $ outrageous-lm sample
  $ outrageous-lm sample --prompt "my fellow citizens" --length 200 --temperature 0.6
  $ outrageous-lm sample --run runs/books --seed 7`;
