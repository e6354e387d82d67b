import { beforeEach, describe } from 'vitest';
import { whyNoMpi } from '../setUp/whyNoMpi.js';

/** Tests that need MPI: it is set up where it isn't, and they are skipped with the reason where it can't be had. */
export async function describeWithMpi(name: string, tests: () => void): Promise<void> {
  const missing = await whyNoMpi();
  if (missing !== undefined) console.warn(`SKIPPED: MPI is missing on this machine. ${missing}`);
  describe(name, () => {
    if (missing !== undefined) beforeEach((context) => context.skip(`no MPI: ${missing}`));
    tests();
  });
}
