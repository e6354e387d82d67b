import { option } from '../options/option.js';
import { flag } from '../options/schema.js';
import { command } from './command.js';

const help = `
Operations are multiply-adds per time step; they and the parameters leave out
embedding and softmax, as in the paper, and are computed from the composed
model without allocating it.

Examples:
  $ outrageous-lm presets
  $ outrageous-lm presets --json | jq '.[] | select(.parameters < 1e7)'`;

/** `outrageous-lm presets` */
export const presetsCommand = command({
  name: 'presets',
  description: "list the models with their cost, beside the paper's figures",
  help,
  options: {
    json: option('--json', 'print an array of { name, operations, parameters } on standard output', flag(), false),
  },
  run: async ({ json }) => (await import('./printPresets.js')).printPresets(json),
});
