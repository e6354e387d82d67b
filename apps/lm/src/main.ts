import { createRequire } from 'node:module';
import { Command, CommanderError } from 'commander';
import { calledAs } from './calledAs.js';
import type { ProgramCommand } from './commands/command.js';
import { doctorCommand } from './commands/doctor.js';
import { evaluateCommand } from './commands/evaluate.js';
import { expertsCommand } from './commands/experts.js';
import { helpCommand } from './commands/help.js';
import { planCommand } from './commands/plan.js';
import { presetsCommand } from './commands/presets.js';
import { sampleCommand } from './commands/sample.js';
import { trainCommand } from './commands/train.js';
import { explain } from './explain.js';
import { Interruption } from './interruption.js';
import { JobError } from './ranks/jobError.js';
import { UsageError } from './usageError.js';

const { version } = createRequire(import.meta.url)('../package.json') as { version: string };

/**
 * Runs the command line program.
 *
 * @param argv as in `process.argv`
 * @returns the exit code; whatever was wrong has been said on standard error
 */
export async function main(argv: readonly string[]): Promise<number> {
  heedOutput();
  try {
    await createProgram().parseAsync(argv);
    return 0;
  } catch (error) {
    if (!(error instanceof CommanderError)) process.stderr.write(`${explain(error)}\n`);
    return exitCodeOf(error);
  }
}

/** 0 for help; 2 for what was refused before any work; 128 + n for signal n; 1 for work that failed; that of failed ranks. */
function exitCodeOf(error: unknown): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
  if (error instanceof Interruption || error instanceof JobError) return error.exitCode;
  return error instanceof UsageError ? 2 : 1;
}

/**
 * A reader that has seen enough, as `head` does, or a terminal that was closed, is no error; answers that can't be written,
 * as to a full disk, are.
 */
function heedOutput(): void {
  process.stderr.on('error', () => undefined);
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    // Standard output is for answers: whoever doesn't read them waits for nothing more.
    if (error.code === 'EPIPE' || error.code === 'EIO') process.exit();
    process.stderr.write(
      `outrageous-lm: standard output can't be written: ${error.message}; make room, or write elsewhere\n`,
    );
    process.exit(1);
  });
}

const commands: readonly ProgramCommand[] = [
  trainCommand,
  evaluateCommand,
  sampleCommand,
  expertsCommand,
  presetsCommand,
  planCommand,
  doctorCommand,
  helpCommand,
];

/** The program with all of its commands. Each loads what it needs only when it runs. */
export function createProgram(): Command {
  const program = new Command(calledAs())
    .description('Train LSTM language models with thousands of experts, and look into them.')
    .version(version)
    .exitOverride()
    .addHelpText('after', help.replaceAll('outrageous-lm', calledAs()));
  for (const addTo of commands) addTo(program);
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

Exit codes: 0 when all went well; 1 when the work failed; 2 when something given
was refused, before any work; 128 + n when signal n stopped it (Ctrl-C: 130).

'outrageous-lm help <command>' explains each command.`;
