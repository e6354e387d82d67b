import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { cacheDirectory, createWhole } from '@outrageous/core/node';
import { checkOptions, optional } from '@outrageous/core/options';
import * as is from '@outrageous/core/options';
import { attempt } from './attempt.js';
import { findMpi, inFolder, prefixIn, wheelFolder, type MpiInstallation } from './installation.js';
import { MpiSetUpError } from './mpiSetUpError.js';
import { downloadWheel, makeExecutable, requirePython, unpackWheel } from './python.js';
import { release, requirement } from './release.js';
import { verify } from './verify.js';

/** How MPI is set up. */
export interface InstallMpiOptions {
  /** Is told what is being done; default: a line each on standard error. */
  readonly progress?: (message: string) => void;
}

/**
 * Sets MPI up, and answers at once where that has been done before, or where the system has one.
 *
 * What {@link findMpi} finds is taken as it is. Otherwise pip downloads MPICH (13 MB), which is unpacked into the cache
 * folder and counts as installed only when two ranks have summed up a number. Nothing half-done is ever seen there, and
 * no rights are needed.
 *
 * @throws MpiSetUpError saying what is missing and how to get it
 * @example
 * ```ts
 * const { mpiexec, library } = await installMpi();
 * ```
 */
export async function installMpi(options: InstallMpiOptions = {}): Promise<MpiInstallation> {
  const { progress = console.error } = checkOptions('installMpi', options, { progress: optional(is.callback) });
  return findMpi() ?? (await download(progress));
}

async function download(progress: (message: string) => void): Promise<MpiInstallation> {
  const python = await requirePython();
  const remedy = `Make sure that the cache folder '${cacheDirectory()}' can be written to, or name another with OUTRAGEOUS_CACHE`;
  await attempt('set up MPI', remedy, () =>
    createWhole(wheelFolder(), async (half) => {
      progress(`downloading MPICH ${release.version}`);
      await fill(half, python);
      progress('summing up a number on two ranks');
      await verify(requireMpi(half));
    }),
  );
  return requireMpi(wheelFolder());
}

async function fill(folder: string, python: string): Promise<void> {
  const downloads = join(folder, 'downloads');
  const remedy = 'Make sure that pip reaches a Python Package Index (try `pip download --no-deps mpich`)';
  const wheel = await attempt(`download mpich==${release.version}`, remedy, () =>
    downloadWheel(python, requirement(), downloads),
  );
  await unpackWheel(python, wheel, folder);
  requireMpi(folder);
  await makeExecutable(join(prefixIn(folder), 'bin'));
  await rm(downloads, { recursive: true });
}

function requireMpi(folder: string): MpiInstallation {
  const found = inFolder(prefixIn(folder));
  if (found !== undefined) return found;
  throw new MpiSetUpError(
    `installMpi(): the wheel of MPICH ${release.version} lacks the library with the standard ABI`,
    'Name the folder of another MPI in OUTRAGEOUS_MPI',
  );
}
