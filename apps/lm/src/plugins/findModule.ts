import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, isAbsolute, join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { moduleResolve } from 'import-meta-resolve';
import * as v from 'valibot';
import { parseJson } from '../options/configFile.js';
import { UsageError } from '../usageError.js';
import { packageOf, type Reference } from './reference.js';

/** A module that is there. */
export interface FoundModule {
  readonly file: string;
  /** That of the package; a file has none. */
  readonly version?: string;
}

/**
 * Finds the module of a reference: a file, or a package that is installed where the program runs, or with the program.
 *
 * @param name stands before each message: `--gate some-package#someGate`
 * @throws UsageError when it isn't there, with what was tried; or when the package has another version than the one named
 */
export function findModule(name: string, reference: Reference): FoundModule {
  const { module, version: needed } = reference;
  if (isAbsolute(module)) return { file: requireFile(name, module) };
  const file = fileOfPackage(name, module);
  const version = versionOf(packageOf(module), file);
  if (needed === undefined || needed === version) return { file, version };
  throw new UsageError(
    `${name}: ${packageOf(module)} is here in version ${version ?? 'none'}, and version ${needed} is named, as a run ` +
      `names the one that it was begun with; 'npm install ${packageOf(module)}@${needed}' brings it back`,
  );
}

function requireFile(name: string, file: string): string {
  if (existsSync(file)) return file;
  throw new UsageError(
    `${name}: there is no file ${file}; a path begins with ./ and goes from the folder that the program runs in`,
  );
}

function fileOfPackage(name: string, module: string): string {
  const places = [fromFolder, fromProgram];
  const reasons: string[] = [];
  for (const place of places) {
    try {
      return place(module);
    } catch (error) {
      const [reason] = String(error instanceof Error ? error.message : error).split(/\n| imported from /);
      reasons.push(reason);
    }
  }
  throw new UsageError(
    `${name}: ${module} is not found: not from ${process.cwd()} (${reasons[0]}), and not beside outrageous-lm; ` +
      `'npm install ${packageOf(module)}' in this folder brings it, and a file is named with ./ before it`,
  );
}

/** As an `import` in the working directory finds it. */
function fromFolder(module: string): string {
  const here = pathToFileURL(resolve('outrageous-lm.js'));
  return fileURLToPath(moduleResolve(module, here, new Set(['node', 'import'])));
}

/** As this program finds it: the packages that it is made of, and those that are installed beside it. */
function fromProgram(module: string): string {
  return createRequire(import.meta.url).resolve(module);
}

const manifest = v.object({ name: v.string(), version: v.string() });

/** The version in the nearest package.json above a file that has the package's name. */
function versionOf(name: string, file: string): string | undefined {
  const folder = dirname(file);
  if (folder === file) return undefined;
  const path = join(folder, 'package.json');
  const read = v.safeParse(manifest, existsSync(path) ? parseJson(path, readFileSync(path, 'utf8')) : undefined);
  return read.success && read.output.name === name ? read.output.version : versionOf(name, folder);
}
