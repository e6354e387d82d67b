import { chmod, mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { runCommand, tryCommand } from '@outrageous/core/node';
import { MpiSetUpError } from './mpiSetUpError.js';

/** @throws MpiSetUpError if there is no Python with pip. */
export async function requirePython(): Promise<string> {
  for (const python of ['python3', 'python']) {
    if ((await tryCommand(python, ['-m', 'pip', '--version'])) !== undefined) return python;
  }
  throw new MpiSetUpError(
    'installMpi(): found no Python with pip, and needs it to download MPI',
    'Install it (Debian and Ubuntu: `apt-get install python3-pip`; Fedora: `dnf install python3-pip`), or an MPI with the ' +
      'standard ABI, such as MPICH 5, and name its folder in OUTRAGEOUS_MPI',
  );
}

/**
 * Downloads the one wheel that a line of a requirements file asks for, its checksum checked, and gives its path.
 *
 * @throws Error with pip's own words
 */
export async function downloadWheel(python: string, requirement: string, folder: string): Promise<string> {
  await mkdir(folder, { recursive: true });
  const requirements = join(folder, 'requirements.txt');
  await writeFile(requirements, `${requirement}\n`);
  const options = ['--quiet', '--disable-pip-version-check', '--no-deps', '--only-binary=:all:'];
  await runCommand(python, ['-m', 'pip', 'download', ...options, '--dest', folder, '--requirement', requirements]);
  const wheel = (await readdir(folder)).find((name) => name.endsWith('.whl'));
  if (wheel === undefined) throw new Error(`pip ended well but left no wheel in ${folder}`);
  return join(folder, wheel);
}

/** Unpacks a wheel. Python's own module for that forgets which files are programs. */
export async function unpackWheel(python: string, wheel: string, folder: string): Promise<void> {
  await runCommand(python, ['-m', 'zipfile', '--extract', wheel, folder]);
}

/** Makes every file of a folder a program. */
export async function makeExecutable(folder: string): Promise<void> {
  for (const name of await readdir(folder)) await chmod(join(folder, name), 0o755);
}
