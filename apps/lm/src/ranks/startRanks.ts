import { cliProgram } from '../cliProgram.js';
import { JobError } from './jobError.js';

/**
 * Runs this command line again in several processes, which train together, and waits for their end.
 *
 * @param folder of the run, so that all have the same
 * @throws RangeError when they are too many for this machine
 * @throws JobError when they don't end well
 * @throws MpiSetUpError when MPI can't be had
 */
export async function startRanks(ranks: number, folder: string, oversubscribe: boolean): Promise<void> {
  const { launch } = await import('@outrageous/parallel/node');
  const parameters = [...process.argv.slice(2), '--run', folder];
  const { code, failure } = await launch({ ranks, program: cliProgram, parameters, oversubscribe });
  if (code !== 0) throw new JobError(code, failure ?? `the ranks ended with exit code ${code}`);
}
