/** The variables in which launchers tell a process how many they have started on its machine. */
const variables = ['MPI_LOCALNRANKS', 'OMPI_COMM_WORLD_LOCAL_SIZE', 'SLURM_NTASKS_PER_NODE'];

/** How many processes of this job are on this machine, this one included: 1 where nothing says so. */
export function localRanks(environment: NodeJS.ProcessEnv = process.env): number {
  const counts = variables.map((variable) => Number(environment[variable]));
  return counts.find((count) => Number.isSafeInteger(count) && count > 0) ?? 1;
}
