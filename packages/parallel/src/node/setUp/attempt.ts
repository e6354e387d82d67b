import { MpiSetUpError } from './mpiSetUpError.js';

/**
 * Does one step of the set-up, and says in plain words what to do if it fails.
 *
 * @throws MpiSetUpError that names the step, why it failed, and the remedy
 */
export async function attempt<Result>(step: string, remedy: string, work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (cause) {
    if (cause instanceof MpiSetUpError) throw cause;
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new MpiSetUpError(`installMpi(): could not ${step} (${reason})`, remedy, { cause });
  }
}
