import { runCommand } from '@outrageous/core/node';
import type { MpiInstallation } from '../setUp/installation.js';
import { MpiSetUpError } from '../setUp/mpiSetUpError.js';

/**
 * The program and its first parameters that start ranks on this machine, more of them than processors if need be; the
 * command line of a rank follows.
 *
 * @throws MpiSetUpError if there is no `mpiexec`, or it doesn't run
 */
export async function mpiexecCommand({ library, mpiexec }: MpiInstallation, ranks: number): Promise<string[]> {
  if (mpiexec === undefined) {
    throw new MpiSetUpError(
      `launch: found the MPI library '${library}', and no mpiexec that belongs to it`,
      'Start the program with the one that starts MPI programs here, such as `srun -n 4 node program.js`, or name the ' +
        'folder of an MPI that has an mpiexec in OUTRAGEOUS_MPI',
    );
  }
  return [mpiexec, ...((await isOpenMpi(mpiexec)) ? openMpi : hydra), '-n', `${ranks}`];
}

/** MPICH and its kin. A batch system would have the ranks started on other machines. */
const hydra = ['-launcher', 'fork', '-hosts', 'localhost'];

/** Open MPI refuses to start ranks for root, and more ranks than processors. */
const openMpi = ['--allow-run-as-root', '--oversubscribe', '--host', 'localhost'];

async function isOpenMpi(mpiexec: string): Promise<boolean> {
  try {
    return /open.?mpi|openrte|prrte/i.test(await runCommand(mpiexec, ['--version']));
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new MpiSetUpError(
      `launch: '${mpiexec}' doesn't run (${reason})`,
      'Name the folder of an MPI that works in OUTRAGEOUS_MPI',
      { cause },
    );
  }
}
