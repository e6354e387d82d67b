import { Command, CommanderError } from 'commander';
import { addPresetsCommand } from './commands/presets.js';
import { explain } from './explain.js';

/**
 * Runs the command line program.
 *
 * @param argv as in `process.argv`
 * @returns the exit code: 0, or 1 when something was wrong, which has been said on standard error
 */
export async function main(argv: readonly string[]): Promise<number> {
  try {
    await createProgram().parseAsync(argv);
    return 0;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode;
    process.stderr.write(`${explain(error)}\n`);
    return 1;
  }
}

/** The program with all of its commands. Each loads what it needs only when it runs. */
export function createProgram(): Command {
  const program = new Command('outrageous-lm')
    .description('Train LSTM language models with thousands of experts, and look into them.')
    .exitOverride()
    .addHelpText('after', help);
  addPresetsCommand(program);
  return program;
}

const help = `
A first run, about five minutes on two cores:
  $ outrageous-lm train

Then, on what it learnt:
  $ outrageous-lm sample --prompt "my fellow citizens"
  $ outrageous-lm experts
  $ outrageous-lm evaluate --json

Your own text, another model:
  $ outrageous-lm presets
  $ outrageous-lm train --preset small-moe-64 --corpus my-books/ --steps 3000

'outrageous-lm help <command>' explains each command.`;
