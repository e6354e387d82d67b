import koffi from 'koffi';
import { existsSync, realpathSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { cacheDirectory } from '@outrageous/core/node';
import { abiVersion } from '../mpi/abi.js';
import { MpiSetUpError } from './mpiSetUpError.js';
import { release } from './release.js';

/** An MPI on this machine. */
export interface MpiInstallation {
  /** The library with the standard ABI: its path, or its name alone where the system finds it. */
  readonly library: string;
  /** The program that starts ranks; absent where an MPI comes without, and another starts them, such as `srun`. */
  readonly mpiexec?: string;
}

/**
 * Finds an MPI library that offers the standard ABI, and the `mpiexec` that belongs to it.
 *
 * In this order: in the folder that `OUTRAGEOUS_MPI` names; beside the `mpiexec` on the `PATH`; where the system looks for
 * libraries; what {@link installMpi} has put into the cache.
 *
 * @throws MpiSetUpError if the named folder holds none
 * @example
 * ```ts
 * console.log(findMpi()?.library ?? 'none; `npx outrageous-parallel install` gets one');
 * ```
 */
export function findMpi(environment: NodeJS.ProcessEnv = process.env): MpiInstallation | undefined {
  return (
    named(environment.OUTRAGEOUS_MPI) ??
    beside(mpiexecOnPath(environment)) ??
    ofSystem() ??
    inFolder(prefixIn(wheelFolder()))
  );
}

/** The folder in the cache that {@link installMpi} unpacks a wheel into. */
export function wheelFolder(): string {
  return join(cacheDirectory(), 'mpi', `mpich-${release.version}-${process.platform}-${process.arch}`);
}

/** The folder with `bin` and `lib` in an unpacked wheel. */
export function prefixIn(wheel: string): string {
  return join(wheel, `mpich-${release.version}.data`, 'data');
}

/** The MPI in a folder with `bin` and `lib`. */
export function inFolder(folder: string): MpiInstallation | undefined {
  const library = ['lib', 'lib64'].map((name) => join(folder, name, libraryName())).find(existsSync);
  if (library === undefined) return undefined;
  const mpiexec = join(folder, 'bin', 'mpiexec');
  return existsSync(mpiexec) ? { library, mpiexec } : { library };
}

function named(folder: string | undefined): MpiInstallation | undefined {
  if (!folder) return undefined;
  const found = inFolder(folder);
  if (found !== undefined) return found;
  throw new MpiSetUpError(
    `the folder '${folder}' in OUTRAGEOUS_MPI holds no MPI with the standard ABI: ${join('lib', libraryName())} is needed`,
    'Name the folder of an MPI that has it, such as MPICH 5, or leave OUTRAGEOUS_MPI unset',
  );
}

function mpiexecOnPath({ PATH = '' }: NodeJS.ProcessEnv): string | undefined {
  return PATH.split(delimiter)
    .filter((folder) => folder !== '')
    .map((folder) => join(folder, 'mpiexec'))
    .find(existsSync);
}

function beside(mpiexec: string | undefined): MpiInstallation | undefined {
  const found = mpiexec && inFolder(dirname(dirname(realpathSync(mpiexec))));
  return found ? { ...found, mpiexec } : undefined;
}

function ofSystem(): MpiInstallation | undefined {
  try {
    koffi.load(libraryName());
    return { library: libraryName() };
  } catch {
    return undefined;
  }
}

function libraryName(): string {
  return process.platform === 'darwin' ? `libmpi_abi.${abiVersion}.dylib` : `libmpi_abi.so.${abiVersion}`;
}
