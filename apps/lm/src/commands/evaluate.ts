import { evaluateOptions } from '../options/evaluateOptions.js';
import { command } from './command.js';

const help = `
Every word but the first is predicted once, without noise and dropout, so the same
command gives the same numbers. Words that the run doesn't know are read as <unk>.

Examples:
  $ outrageous-lm evaluate
  $ outrageous-lm evaluate --run runs/books --checkpoint last --part validation
  $ outrageous-lm evaluate --corpus speech.txt --json | jq .perplexity`;

/** `outrageous-lm evaluate` */
export const evaluateCommand = command({
  name: 'evaluate',
  description: "measure a trained model's perplexity, and the balance of its experts, on held-out text",
  help,
  options: evaluateOptions,
  run: async (options) => (await import('./runEvaluation.js')).runEvaluation(options),
});
