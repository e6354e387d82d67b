import { expertsOptions } from '../options/expertsOptions.js';
import { command } from './command.js';

const help = `
Every word of a text is read, and of each expert the places are kept where the gate gave it
the largest weights (the paper's table 9). The word itself stands between › and ‹.

Examples:
  $ outrageous-lm experts
  $ outrageous-lm experts --top 3 --around 6 --run runs/books
  $ outrageous-lm experts --corpus speech.txt --json | jq '.mixtures[0].experts[3]'`;

/** `outrageous-lm experts` */
export const expertsCommand = command({
  name: 'experts',
  description: 'show what each expert is for: the words at which it has the largest weights',
  help,
  options: expertsOptions,
  run: async (options) => (await import('./showExperts.js')).showExperts(options),
});
