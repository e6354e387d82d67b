import { installMpi, MpiSetUpError } from '@outrageous/parallel/node';

/** Why tests of several ranks can't run on this machine; undefined where they can. MPI is set up where it isn't. */
export async function whyNoMpi(): Promise<string | undefined> {
  try {
    await installMpi();
    return undefined;
  } catch (error) {
    if (error instanceof MpiSetUpError) return error.message;
    throw error;
  }
}
