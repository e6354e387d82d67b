import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ROOT } from '../paths.js';

/** A package of this repository that is published. */
export interface PublicPackage {
  readonly name: string;
  /** Its absolute folder. */
  readonly folder: string;
  /** What can be imported, such as `@outrageous/gating` and `@outrageous/gating/conformance`. */
  readonly entries: readonly string[];
}

/** Every package under packages/ and apps/ that is not private. */
export async function publicPackages(): Promise<PublicPackage[]> {
  const folders = await Promise.all(['packages', 'apps'].map(subfolders));
  const packages = await Promise.all(folders.flat().map(readPackage));
  return packages.filter((one) => one !== undefined);
}

async function subfolders(folder: string): Promise<string[]> {
  return (await readdir(join(ROOT, folder))).map((name) => join(ROOT, folder, name));
}

async function readPackage(folder: string): Promise<PublicPackage | undefined> {
  const manifest = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8')) as {
    readonly name: string;
    readonly private?: boolean;
    readonly exports: Record<string, unknown>;
  };
  if (manifest.private) return undefined;
  const entries = Object.keys(manifest.exports).filter((entry) => entry !== './package.json');
  return { name: manifest.name, folder, entries: entries.map((entry) => `${manifest.name}${entry.slice(1)}`) };
}
