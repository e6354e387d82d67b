import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Fact } from '../check.js';
import { commandFact } from '../command.js';

/** The one version of TensorFlow.js that the packages fit. */
export const TENSORFLOW_VERSION = '4.22.0';

/**
 * Makes an empty project, and installs packages into it with npm.
 *
 * Install scripts stay off, as in this repository: nothing that we publish may need them.
 *
 * @param name of the fact that comes of it
 * @param packages tarballs, or names with versions
 */
export async function installFact(name: string, folder: string, packages: readonly string[]): Promise<Fact> {
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'package.json'), '{ "private": true, "type": "module" }\n');
  const flags = ['--ignore-scripts', '--no-audit', '--no-fund', '--prefer-offline', '--loglevel=error'];
  return commandFact(name, ['npm', 'install', ...flags, ...packages], { cwd: folder, timeout: 600_000 });
}
