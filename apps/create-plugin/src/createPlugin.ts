import { cp, mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Kind, kinds } from './kinds.js';
import { type Dependencies, type Versions, withDependencies } from './manifest.js';
import { type Names, namesOf } from './names.js';
import { UsageError } from './usageError.js';

const TEMPLATE = fileURLToPath(new URL('../template/', import.meta.url));

/** What {@link createPlugin} is told. */
export interface PluginRequest {
  readonly kind: Kind;
  /** Of the package: `cosine-gate`, or `@me/cosine-gate`. */
  readonly name: string;
  /** Where the folder of the package is made. */
  readonly parent: string;
  /** Of the packages that a plugin leans on. */
  readonly versions: Versions;
}

/**
 * Writes a package with a plugin that works, to be changed into another: code, tests, README, changesets.
 *
 * @returns its folder
 * @throws UsageError when the name won't do, or the folder is there already
 */
export async function createPlugin({ kind, name, parent, versions }: PluginRequest): Promise<string> {
  const names = namesOf(name);
  const folder = join(parent, names.folder);
  await makeFolder(folder);
  await cp(join(TEMPLATE, 'shared'), folder, { recursive: true });
  await cp(join(TEMPLATE, kind), folder, { recursive: true });
  // npm leaves .gitignore out of what it packs.
  await rename(join(folder, 'gitignore'), join(folder, '.gitignore'));
  await writeManifest(folder, versions);
  await replaceNames(folder, replacements(kind, names));
  return folder;
}

async function makeFolder(folder: string): Promise<void> {
  await mkdir(dirname(folder), { recursive: true });
  try {
    await mkdir(folder);
  } catch {
    throw new UsageError(`there is ${folder} already; choose another name, or move it away`);
  }
}

/** A package.json inside of a package would be taken for one. */
async function writeManifest(folder: string, versions: Versions): Promise<void> {
  const parts = [join(folder, 'manifest.json'), join(folder, 'dependencies.json')];
  const [shared, ofKind] = await Promise.all(parts.map(readDependencies));
  const manifest = withDependencies(shared, ofKind, versions);
  await writeFile(join(folder, 'package.json'), `${JSON.stringify(manifest, null, 2)}\n`);
  await Promise.all(parts.map((part) => rm(part)));
}

async function readDependencies(file: string): Promise<Dependencies> {
  return JSON.parse(await readFile(file, 'utf8')) as Dependencies;
}

/** What stands in the template, and what it becomes. */
function replacements(kind: Kind, names: Names): ReadonlyMap<string, string> {
  const { title, option, contract, suite } = kinds[kind];
  return new Map([
    ['plugin-name', names.package],
    ['plugin-kind', title],
    ['plugin-option', option],
    ['plugin-contract', contract],
    ['plugin-suite', suite],
    ['pluginName', names.factory],
    ['PluginName', names.type],
  ]);
}

async function replaceNames(folder: string, names: ReadonlyMap<string, string>): Promise<void> {
  const replaced = (text: string): string => {
    for (const [name, by] of names) text = text.replaceAll(name, by);
    return text;
  };
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  for (const entry of entries.filter((one) => one.isFile())) {
    const file = join(entry.parentPath, entry.name);
    await writeFile(file, replaced(await readFile(file, 'utf8')));
    await rename(file, join(entry.parentPath, replaced(entry.name)));
  }
}
