import { runCommand } from '@outrageous/core/node';
import { mpiexecCommand } from '../launch/mpiexecCommand.js';
import { programBeside } from '../programBeside.js';
import type { MpiInstallation } from './installation.js';

/**
 * Has two ranks sum up a number with an MPI.
 *
 * @throws Error in the words of the rank or the `mpiexec` that failed
 */
export async function verify(mpi: MpiInstallation): Promise<void> {
  const program = programBeside(import.meta.url, 'verifyingRank');
  const [mpiexec, ...parameters] = await mpiexecCommand(mpi, 2);
  await runCommand(mpiexec, [...parameters, process.execPath, program, mpi.library]);
}
