import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ROOT } from '../paths.js';

/** A package of this repository that is published. */
export interface PublicPackage {
  readonly name: string;
  /** Its folder, relative to the repository's root. */
  readonly path: string;
  /** The same, absolute. */
  readonly folder: string;
  /** What can be imported, such as `@outrageous/gating` and `@outrageous/gating/conformance`. */
  readonly entries: readonly string[];
}

/** What is read of a package.json. */
interface Manifest {
  readonly name: string;
  readonly private?: boolean;
  readonly exports: Record<string, unknown>;
}

/** Every package under packages/ and apps/ that is not private. */
export async function publicPackages(): Promise<PublicPackage[]> {
  const folders = await Promise.all(['packages', 'apps'].map(subfolders));
  const packages = await Promise.all(folders.flat().map(readPackage));
  return packages.filter((one) => one !== undefined);
}

async function subfolders(folder: string): Promise<string[]> {
  return (await readdir(join(ROOT, folder))).map((name) => `${folder}/${name}`);
}

async function readPackage(path: string): Promise<PublicPackage | undefined> {
  const folder = join(ROOT, path);
  const text = await readFile(join(folder, 'package.json'), 'utf8').catch(() => undefined);
  if (text === undefined) return undefined;
  const { name, private: hidden, exports } = JSON.parse(text) as Manifest;
  if (hidden) return undefined;
  const entries = Object.keys(exports).filter((entry) => entry !== './package.json');
  return { name, path, folder, entries: entries.map((entry) => `${name}${entry.slice(1)}`) };
}
