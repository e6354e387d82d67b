import { MpiSetUpError } from './setUp/mpiSetUpError.js';

/** What has started several processes as one job. */
export interface Launched {
  readonly by: string;
  readonly ranks: number;
}

/** The variables that tell a process how many there are, the innermost launcher first, and who sets them. */
const variables = [
  ['PMI_SIZE', "MPICH's mpiexec, or another that speaks PMI,"],
  ['OMPI_COMM_WORLD_SIZE', "Open MPI's mpiexec"],
  ['SLURM_STEP_NUM_TASKS', 'srun'],
] as const;

/** What has started this process as one of several; undefined where nothing says so. */
export function launched(environment: NodeJS.ProcessEnv): Launched | undefined {
  for (const [variable, by] of variables) {
    const ranks = Number(environment[variable]);
    if (ranks > 0) return { by, ranks };
  }
  return undefined;
}

/**
 * A library that doesn't understand what has started the processes takes each of them for a job of its own.
 *
 * @param size the ranks that MPI sees
 * @param library its name, version and place
 * @throws MpiSetUpError if others were started
 */
export function requireLaunched(size: number, library: string, environment: NodeJS.ProcessEnv): void {
  const job = launched(environment);
  if (job === undefined || job.ranks === size) return;
  throw new MpiSetUpError(
    `${job.by} has started ${job.ranks} processes, and MPI sees ${size}: they don't speak the same protocol (${library})`,
    'Start the program with the mpiexec that belongs to this library (`npx outrageous-parallel install` names it), or name ' +
      'the folder of the MPI that you start it with in OUTRAGEOUS_MPI; under Slurm, `srun --mpi=pmi2` or `--mpi=pmix` helps',
  );
}
