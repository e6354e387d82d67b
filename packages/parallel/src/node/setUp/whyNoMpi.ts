import { installMpi } from './installMpi.js';
import { MpiSetUpError } from './mpiSetUpError.js';

/**
 * Why several ranks can't be had on this machine; undefined where they can. MPI is set up where it isn't.
 *
 * @example
 * ```ts
 * const missing = await whyNoMpi();
 * if (missing !== undefined) console.warn(`SKIPPED: ${missing}`);
 * ```
 */
export async function whyNoMpi(): Promise<string | undefined> {
  try {
    await installMpi();
    return undefined;
  } catch (error) {
    if (error instanceof MpiSetUpError) return error.message;
    throw error;
  }
}
