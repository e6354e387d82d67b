import { readFile } from 'node:fs/promises';
import * as v from 'valibot';
import { didYouMean } from '../didYouMean.js';
import { UsageError } from '../usageError.js';
import type { OptionSpecs, OptionValues } from './option.js';

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
  const schema = v.record(v.string(), v.unknown(), 'needs to be a JSON object of options');
  const entries = v.safeParse(schema, content);
  if (!entries.success) throw new UsageError(`${file}: ${entries.issues[0].message}`);
  for (const [name, value] of Object.entries(entries.output)) checkEntry(file, specs, name, value);
  return entries.output as Partial<OptionValues<Specs>>;
}

function checkEntry(file: string, specs: OptionSpecs, name: string, value: unknown): void {
  if (!Object.hasOwn(specs, name)) {
    throw new UsageError(`${file}: there is no option '${name}'${didYouMean(name, Object.keys(specs))}`);
  }
  const result = v.safeParse(specs[name].schema, value);
  if (result.success) return;
  throw new UsageError(`${file}: '${name}' needs ${result.issues[0].message}, got ${JSON.stringify(value)}`);
}

async function readText(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch {
    throw new UsageError(`the config file ${file} can't be read; --config needs a JSON file such as { "steps": 500 }`);
  }
}

/** @throws UsageError when the text is not JSON */
export function parseJson(file: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new UsageError(`${file}: is not valid JSON: ${error instanceof Error ? error.message : String(error)}`);
  }
}
