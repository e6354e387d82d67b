import type { Command } from 'commander';
import { addOptions } from '../options/option.js';
import { type GivenTrainOptions, trainOptionGroups } from '../options/trainOptions.js';

/** `outrageous-lm train` */
export function addTrainCommand(program: Command): void {
  const command = program
    .command('train')
    .description('train a language model on a text, and show how it goes')
    .option('--config <file>', 'a JSON file with any of the options below, by their names: { "learningRate": 0.002 }')
    .addHelpText('after', help)
    .action(async (given: GivenTrainOptions & { config?: string }) => {
      const { runTraining } = await import('./train/runTraining.js');
      await runTraining(given);
    });
  for (const [heading, options] of Object.entries(trainOptionGroups)) addOptions(command, options, heading);
}

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
