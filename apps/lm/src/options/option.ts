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

/**
 * Adds a table of options to a command. Values that were not given stay absent, so that a config file can say them.
 *
 * @param heading what the help writes above them; nothing where it is empty
 */
export function addOptions(command: Command, specs: OptionSpecs, heading: string): void {
  for (const spec of Object.values(specs)) command.addOption(commanderOption(spec, heading));
}

/** What was said, and the fallback of everything else. */
export function withFallbacks<Specs extends OptionSpecs>(
  specs: Specs,
  said: Partial<OptionValues<Specs>>,
): OptionValues<Specs> {
  const fallbacks = Object.entries(specs).map(([name, { fallback }]) => [name, fallback]);
  return { ...(Object.fromEntries(fallbacks) as OptionValues<Specs>), ...said };
}

function commanderOption({ flags, description, schema, fallback, fallbackText }: OptionSpec, heading: string): Option {
  const usual =
    fallbackText ?? (typeof fallback === 'string' || typeof fallback === 'number' ? `${fallback}` : undefined);
  const made = new Option(flags, usual === undefined ? description : `${description} (default: ${usual})`);
  if (heading) made.helpGroup(`${heading}:`);
  return made.isBoolean() ? made : made.argParser((given) => parseValue(schema, given));
}

/** A number or a JSON object where the schema takes one, the text itself otherwise. */
function parseValue(schema: ValueSchema, given: string): unknown {
  for (const reading of [asNumber(given), asObject(given)]) {
    const result = v.safeParse(schema, reading);
    if (reading !== undefined && result.success) return result.output;
  }
  const asText = v.safeParse(schema, given);
  if (asText.success) return asText.output;
  throw new InvalidArgumentError(`It needs ${asText.issues[0].message}.`);
}

function asNumber(given: string): number {
  return given.trim() === '' ? Number.NaN : Number(given);
}

function asObject(given: string): unknown {
  if (!given.trim().startsWith('{')) return undefined;
  try {
    return JSON.parse(given);
  } catch {
    return undefined;
  }
}
