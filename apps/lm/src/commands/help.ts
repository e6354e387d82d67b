import { didYouMean } from '@outrageous/core/options';
import { calledAs } from '../calledAs.js';
import { UsageError } from '../usageError.js';
import type { ProgramCommand } from './command.js';

/** `outrageous-lm help`. Commander's own answers a name that it doesn't know with the general help. */
export const helpCommand: ProgramCommand = (program) => {
  program
    .helpCommand(false)
    .command('help')
    .description('explain a command')
    .argument('[command]', 'its name')
    .action((name?: string) => {
      if (name === undefined) return program.help();
      const names = program.commands.map((command) => command.name());
      const named = program.commands[names.indexOf(name)];
      if (named !== undefined) return named.help();
      throw new UsageError(
        `there is no command '${name}'${didYouMean(name, names)}; '${calledAs()} help' lists them all`,
      );
    });
};
