import type { Command } from 'commander';
import { calledAs } from '../calledAs.js';
import { addOptions, type OptionSpecs, type OptionValues, withFallbacks } from '../options/option.js';
import { untilStopped } from '../stopSignals.js';

/** A command, which adds itself to a program. */
export type ProgramCommand = (program: Command) => void;

/** What is said of a command. */
interface CommandText {
  readonly name: string;
  readonly description: string;
  /** What the help says after the options; `outrageous-lm` in it becomes what the user calls the program. */
  readonly help: string;
}

/** For {@link command}. */
export interface CommandSpec<Specs extends OptionSpecs> extends CommandText {
  readonly options: Specs;
  /**
   * Does the work. Loads what it needs here, so that no other command waits for it.
   *
   * @param abort a signal stops it, and the process ends
   */
  run(options: OptionValues<Specs>, abort: AbortSignal): Promise<void>;
}

/** A command that saves nothing, so a stop signal ends it at once; options are as their fallbacks say where they aren't given. */
export function command<const Specs extends OptionSpecs>({
  options,
  run,
  ...text
}: CommandSpec<Specs>): ProgramCommand {
  return commandOfGiven({
    ...text,
    options: { '': options },
    run: (given: Partial<OptionValues<Specs>>) => untilStopped((abort) => run(withFallbacks(options, given), abort)),
  });
}

/** For {@link commandOfGiven}. */
export interface GivenCommandSpec<Given> extends CommandText {
  /** Under their headings in the help; those under '' have none. */
  readonly options: { readonly [heading: string]: OptionSpecs };
  /** As that of {@link CommandSpec}, with what was given alone; heeds stop signals itself. */
  run(given: Given): Promise<void>;
}

/** A command that has other places to look for what isn't given. */
export function commandOfGiven<Given>({
  name,
  description,
  help,
  options,
  run,
}: GivenCommandSpec<Given>): ProgramCommand {
  return (program) => {
    const added = program.command(name).description(description);
    added.addHelpText('after', help.replaceAll('outrageous-lm', calledAs()));
    for (const [heading, specs] of Object.entries(options)) addOptions(added, specs, heading);
    added.action((given: Given) => run(given));
  };
}
