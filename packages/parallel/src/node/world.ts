import type { Communicator } from '@outrageous/core';
import { communicatorOver } from '../communicators/communicatorOver.js';
import { singleProcess } from '../communicators/singleProcess.js';
import { launched, requireLaunched } from './launched.js';
import { joinJob } from './launch/job.js';
import { libraryVersion } from './mpi/answers.js';
import { joinWorld } from './mpi/joinWorld.js';
import { loadMpi } from './mpi/library.js';
import { tensorflowMemory } from './tensorflowMemory.js';
import { findMpi, type MpiInstallation } from './setUp/installation.js';
import { MpiSetUpError } from './setUp/mpiSetUpError.js';

/**
 * The communicator of all processes of this job: MPI's where `launch`, an `mpiexec` or `srun` has started several, and
 * {@link singleProcess} otherwise.
 *
 * A process that ends with another exit code than 0, for instance by an error that nobody caught, ends the whole job.
 *
 * @throws MpiSetUpError if MPI is missing, or doesn't belong to what has started the processes
 * @example
 * ```ts
 * const communicator = worldCommunicator();
 * console.log(`rank ${communicator.rank} of ${communicator.size}`);
 * ```
 */
export function worldCommunicator(): Communicator {
  return (launched(process.env)?.ranks ?? 1) === 1 ? singleProcess() : mpiCommunicator();
}

/**
 * The communicator of all processes of this job, on MPI also where nothing in the environment tells of a job.
 *
 * @throws MpiSetUpError if MPI is missing, or doesn't belong to what has started the processes
 * @example
 * ```ts
 * const { rank, size } = mpiCommunicator(); // 0 and 1 in a process that was started alone
 * ```
 */
export function mpiCommunicator(): Communicator {
  const { library } = requireMpi();
  const mpi = loadMpi(library);
  const transport = joinWorld(mpi);
  requireLaunched(transport.size, `${libraryVersion(mpi)}, ${library}`, process.env);
  joinJob(transport.rank, process.env);
  return communicatorOver(transport, tensorflowMemory);
}

/** @throws MpiSetUpError if there is none. */
export function requireMpi(): MpiInstallation {
  const found = findMpi();
  if (found !== undefined) return found;
  throw new MpiSetUpError(
    'found no MPI library with the standard ABI',
    'Run `npx outrageous-parallel install`, or name the folder of an MPI that has it, such as MPICH 5, in OUTRAGEOUS_MPI',
  );
}
