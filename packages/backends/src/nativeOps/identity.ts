import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';

/** The sources of a library of native ops, as paths. */
export interface SourceFiles {
  readonly name: string;
  readonly sources: readonly string[];
  readonly includeDirectories: readonly string[];
}

/**
 * A name for what sources are compiled to: another one when a source or a header has changed, in the folders of
 * headers or beside a source.
 *
 * @param circumstances what else decides over the result, such as flags, the processor and TensorFlow's build
 */
export async function identityOf(
  { sources, includeDirectories }: SourceFiles,
  circumstances: readonly string[],
): Promise<string> {
  const hash = createHash('sha256').update(circumstances.join('\n'));
  for (const source of sources) hash.update(await readFile(source));
  const directories = new Set(
    [...includeDirectories, ...sources.map((file) => dirname(file))].map((name) => resolve(name)),
  );
  for (const directory of directories) {
    for (const header of await headersIn(directory)) hash.update(await readFile(header));
  }
  return hash.digest('hex').slice(0, 16);
}

async function headersIn(directory: string): Promise<string[]> {
  const names = (await readdir(directory)).filter((name) => name.endsWith('.h')).sort();
  return names.map((name) => join(directory, name));
}
