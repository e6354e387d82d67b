import type { Command } from 'commander';
import { option, addOptions } from '../options/option.js';
import { flag } from '../options/schema.js';

const options = {
  json: option('--json', 'print an array of { name, operations, parameters } on standard output', flag(), false),
};

/** `outrageous-lm presets` */
export function addPresetsCommand(program: Command): void {
  const command = program
    .command('presets')
    .description("list the models with their cost, beside the paper's figures")
    .addHelpText(
      'after',
      `
Operations are multiply-adds per time step; they and the parameters leave out
embedding and softmax, as in the paper, and are computed from the composed
model without allocating it.

Examples:
  $ outrageous-lm presets
  $ outrageous-lm presets --json | jq '.[] | select(.parameters < 1e7)'`,
    )
    .action(async ({ json = false }: { json?: boolean }) => {
      const { printPresets } = await import('./printPresets.js');
      printPresets(json);
    });
  addOptions(command, options);
}
