import { readFile } from 'node:fs/promises';
import * as v from 'valibot';
import { didYouMean } from '@outrageous/core/options';
import { UsageError } from '../usageError.js';
import type { OptionSpecs, OptionValues } from './option.js';
import { isRecord } from './schema.js';

/**
 * The options that a JSON config file says.
 *
 * @throws UsageError when the file can't be read, isn't a JSON object, has a key that is no option (with the
 *   nearest one), or a value that the option doesn't take (with the key)
 */
export async function readConfigFile<Specs extends OptionSpecs>(
  file: string,
  specs: Specs,
): Promise<Partial<OptionValues<Specs>>> {
  return checkedOptions(file, parseJson(file, await readText(file)), specs);
}

/**
 * Options out of JSON, each checked.
 *
 * @param file names the JSON in messages
 * @throws UsageError as {@link readConfigFile} does
 */
export function checkedOptions<Specs extends OptionSpecs>(
  file: string,
  content: unknown,
  specs: Specs,
): Partial<OptionValues<Specs>> {
  if (!isRecord(content)) {
    throw new UsageError(`${file}: needs a JSON object of options, such as { "steps": 500 }; got ${inWords(content)}`);
  }
  for (const [name, value] of Object.entries(content)) checkEntry(file, specs, name, value);
  return content as Partial<OptionValues<Specs>>;
}

function checkEntry(file: string, specs: OptionSpecs, name: string, value: unknown): void {
  if (!Object.hasOwn(specs, name)) {
    throw new UsageError(`${file}: there is no option '${name}'${didYouMean(name, Object.keys(specs))}`);
  }
  const result = v.safeParse(specs[name].schema, value);
  if (result.success) return;
  throw new UsageError(`${file}: '${name}' needs ${result.issues[0].message}, got ${inWords(value)}`);
}

/** A value as JSON has it; but JSON has no word for a number that is too large. */
function inWords(value: unknown): string {
  if (value === Infinity || value === -Infinity) return `${value}, which is what a number above 1.8e308 is read as`;
  const text = JSON.stringify(value);
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
}

async function readText(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch {
    throw new UsageError(`the config file ${file} can't be read; --config needs a JSON file such as { "steps": 500 }`);
  }
}

/** Some editors begin a file with it. */
const byteOrderMark = /^\uFEFF/;

/** @throws UsageError when the text is not JSON */
export function parseJson(file: string, text: string): unknown {
  try {
    return JSON.parse(text.replace(byteOrderMark, ''));
  } catch (error) {
    throw new UsageError(`${file}: is not valid JSON: ${error instanceof Error ? error.message : String(error)}`);
  }
}
