import { type Command, InvalidArgumentError, Option } from 'commander';
import * as v from 'valibot';
import type { ValueSchema } from './schema.js';

/** One option, as the command line and the config file both know it. */
export interface OptionSpec<T = unknown> {
  /** As commander writes it: `--steps <count>`. */
  readonly flags: string;
  readonly description: string;
  readonly schema: ValueSchema<T>;
  /** The value where neither the command line nor the config file says one. */
  readonly fallback: T;
  /** What the help says instead of the fallback. */
  readonly fallbackText?: string;
}

/** Options by the name that they have in a config file: `learningRate` for `--learning-rate`. */
export type OptionSpecs = { readonly [name: string]: OptionSpec };

/** The values of a table of options. */
export type OptionValues<Specs extends OptionSpecs> = {
  readonly [Name in keyof Specs]: Specs[Name] extends OptionSpec<infer T> ? T : never;
};

/** Describes an option. */
export function option<T>(
  flags: string,
  description: string,
  schema: ValueSchema<T>,
  fallback: T,
  fallbackText?: string,
): OptionSpec<T> {
  return { flags, description, schema, fallback, fallbackText };
}

/** Adds a table of options to a command. Values that were not given stay absent, so that a config file can say them. */
export function addOptions(command: Command, specs: OptionSpecs): Command {
  for (const spec of Object.values(specs)) command.addOption(commanderOption(spec));
  return command;
}

function commanderOption({ flags, description, schema, fallback, fallbackText }: OptionSpec): Option {
  const usual = fallbackText ?? (fallback === undefined || fallback === false ? undefined : String(fallback));
  const made = new Option(flags, usual === undefined ? description : `${description} (default: ${usual})`);
  return made.isBoolean() ? made : made.argParser((given) => parseValue(schema, given));
}

/** A number where the schema takes one, the text itself otherwise. */
function parseValue(schema: ValueSchema, given: string): unknown {
  const asNumber = given.trim() === '' ? Number.NaN : Number(given);
  const result = v.safeParse(schema, asNumber);
  if (result.success) return result.output;
  const asText = v.safeParse(schema, given);
  if (asText.success) return asText.output;
  throw new InvalidArgumentError(`It needs ${asText.issues[0].message}.`);
}
