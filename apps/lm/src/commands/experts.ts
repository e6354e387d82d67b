import type { Command } from 'commander';
import { addOptions, option, type OptionValues, withFallbacks } from '../options/option.js';
import { partOption, partOptions } from '../options/partOptions.js';
import { runOptions } from '../options/runOptions.js';
import { flag, wholeNumber } from '../options/schema.js';

const options = {
  ...runOptions,
  part: partOption('validation'),
  ...partOptions,
  top: option('--top <count>', 'contexts to show of each expert', wholeNumber(1), 5),
  around: option('--around <words>', 'words to show on each side', wholeNumber(0), 4),
  json: option('--json', 'print one JSON object on standard output', flag(), false),
};

/** The options of `experts`. */
export type ExpertsOptions = OptionValues<typeof options>;

/** `outrageous-lm experts` */
export function addExpertsCommand(program: Command): void {
  const command = program
    .command('experts')
    .description('show what each expert is for: the words at which it has the largest weights')
    .addHelpText('after', help)
    .action(async (given: Partial<ExpertsOptions>) => {
      const { showExperts } = await import('./showExperts.js');
      await showExperts(withFallbacks(options, given));
    });
  addOptions(command, options);
}

const help = `
Every word of a text is read, and of each expert the places are kept where the gate gave it
the largest weights (the paper's table 9). The word itself stands between › and ‹.

Examples:
  $ outrageous-lm experts
  $ outrageous-lm experts --top 3 --around 6 --run runs/books
  $ outrageous-lm experts --corpus speech.txt --json | jq '.mixtures[0].experts[3]'`;
