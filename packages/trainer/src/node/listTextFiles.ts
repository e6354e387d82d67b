import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { emptyCorpus } from '../data/corpus.js';
import { isMissing, reasonOf } from './reasonOf.js';

/**
 * The files of a corpus: the path itself, or all files in the folder and in its folders, ordered by their names.
 *
 * Hidden files, and links to folders, are left out.
 *
 * @throws Error when the path is missing or unreadable, or when the folder holds no file
 */
export async function listTextFiles(path: string): Promise<string[]> {
  if (!(await isFolder(path))) return [path];
  const files = await filesIn(path);
  if (files.length === 0) throw emptyCorpus(`the folder ${path}`);
  return files;
}

async function isFolder(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isDirectory();
  } catch (error) {
    if (!isMissing(error)) throw unreadable(path, error);
    throw new Error(`corpus: there is no file or folder ${path}, seen from ${process.cwd()}; check the path`);
  }
}

async function filesIn(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch((error: unknown) => {
    throw unreadable(folder, error);
  });
  const visible = entries.filter(({ name }) => !name.startsWith('.')).sort(byName);
  const found = visible.map(async (entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return filesIn(path);
    return entry.isFile() || (entry.isSymbolicLink() && !(await isFolder(path))) ? [path] : [];
  });
  return (await Promise.all(found)).flat();
}

/** The same order on every machine, whatever its language. */
function byName(a: { readonly name: string }, b: { readonly name: string }): number {
  return a.name < b.name ? -1 : 1;
}

/** What is thrown for a file or folder that the system refuses to read. */
export function unreadable(path: string, error: unknown): Error {
  return new Error(`corpus: ${path} can't be read: ${reasonOf(error)}; check its permissions, or name another path`);
}
