import type { Command } from 'commander';
import { addOptions, type OptionValues, withFallbacks } from '../options/option.js';
import { partOption, partOptions } from '../options/partOptions.js';
import { runOptions } from '../options/runOptions.js';
import { flag } from '../options/schema.js';
import { option } from '../options/option.js';

const options = {
  ...runOptions,
  part: partOption('test'),
  ...partOptions,
  json: option('--json', 'print one JSON object on standard output', flag(), false),
};

/** The options of `evaluate`. */
export type EvaluateOptions = OptionValues<typeof options>;

/** `outrageous-lm evaluate` */
export function addEvaluateCommand(program: Command): void {
  const command = program
    .command('evaluate')
    .description("measure a trained model's perplexity, and the balance of its experts, on held-out text")
    .addHelpText('after', help)
    .action(async (given: Partial<EvaluateOptions>) => {
      const { runEvaluation } = await import('./runEvaluation.js');
      await runEvaluation(withFallbacks(options, given));
    });
  addOptions(command, options);
}

const help = `
Every word but the first is predicted once, without noise and dropout, so the same
command gives the same numbers. Words that the run doesn't know are read as <unk>.

Examples:
  $ outrageous-lm evaluate
  $ outrageous-lm evaluate --run runs/books --checkpoint last --part validation
  $ outrageous-lm evaluate --corpus speech.txt --json | jq .perplexity`;
