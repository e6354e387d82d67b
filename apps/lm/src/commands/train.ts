import * as v from 'valibot';
import { option } from '../options/option.js';
import { text } from '../options/schema.js';
import { type GivenTrainOptions, trainOptionGroups } from '../options/trainOptions.js';
import { commandOfGiven } from './command.js';

const config = option(
  '--config <file>',
  'a JSON file with any of the options below, by their names: { "learningRate": 0.002 }',
  v.optional(text('a file')),
  undefined,
);

const help = `
A run keeps everything in its folder: config.json (which --config takes), vocabulary.json,
metrics.jsonl (a line per step) and checkpoints/ (last and best, as safetensors).
Ctrl-C finishes the step, saves, and says how to go on; a second one stops at once.

The command line says more than the config file, and that more than the defaults.

Examples:
  $ outrageous-lm train
  $ outrageous-lm train --preset small-moe-64 --corpus my-books/ --steps 3000 --run runs/books
  $ outrageous-lm train --corpus ptb.train.txt --validation ptb.valid.txt --test ptb.test.txt --format tokenized
  $ outrageous-lm train --resume --run runs/books --steps 6000
  $ outrageous-lm train --config runs/books/config.json --seed 1 --json > summary.json`;

/** `outrageous-lm train` */
export const trainCommand = commandOfGiven({
  name: 'train',
  description: 'train a language model on a text, and show how it goes',
  help,
  options: { '': { config }, ...trainOptionGroups },
  run: async (given: GivenTrainOptions & { readonly config?: string }) =>
    (await import('./train/runTraining.js')).runTraining(given),
});
