import type { Command } from 'commander';
import { addOptions, type OptionSpecs, type OptionValues, withFallbacks } from '../options/option.js';

/** A command of the program, for {@link addCommand}. */
export interface CommandSpec<Specs extends OptionSpecs> {
  readonly name: string;
  readonly description: string;
  /** What the help says after the options. */
  readonly help: string;
  readonly options: Specs;
  /** Does the work. Loads what it needs here, so that no other command waits for it. */
  run(options: OptionValues<Specs>): Promise<void>;
}

/** Adds a command to the program; what isn't given of its options is as their fallbacks say. */
export function addCommand<const Specs extends OptionSpecs>(
  program: Command,
  { name, description, help, options, run }: CommandSpec<Specs>,
): void {
  const command = program
    .command(name)
    .description(description)
    .addHelpText('after', help)
    .action((given: Partial<OptionValues<Specs>>) => run(withFallbacks(options, given)));
  addOptions(command, options);
}
