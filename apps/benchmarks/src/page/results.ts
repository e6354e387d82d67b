import { existsSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { format, resolveConfig } from 'prettier';

/** A result, and where it is from. */
export interface StoredResult {
  readonly machine: string;
  /** Day of the measurement, such as `2026-01-31`. */
  readonly date: string;
  /** Whether it was measured in tiny sizes, and says nothing. */
  readonly quick: boolean;
  readonly result: object;
}

/** Reads the result of a benchmark; `undefined` where there is none. */
export async function readResult(folder: string, name: string): Promise<StoredResult | undefined> {
  const file = fileOf(folder, name);
  return existsSync(file) ? (JSON.parse(await readFile(file, 'utf8')) as StoredResult) : undefined;
}

/** Keeps a result in `<name>.json`. */
export async function writeResult(folder: string, name: string, result: StoredResult): Promise<void> {
  await writeFormatted(fileOf(folder, name), JSON.stringify(result, roundNumbers));
}

/** Writes a file as Prettier wants it. */
export async function writeFormatted(file: string, text: string): Promise<void> {
  await mkdir(dirname(file), { recursive: true });
  const config = await resolveConfig(import.meta.filename);
  await writeFile(file, await format(text, { ...config, filepath: file }));
}

function fileOf(folder: string, name: string): string {
  return join(folder, `${name}.json`);
}

/** No time is known to a nanosecond. */
function roundNumbers(_key: string, value: unknown): unknown {
  return typeof value === 'number' && !Number.isInteger(value) ? Number(value.toPrecision(6)) : value;
}
