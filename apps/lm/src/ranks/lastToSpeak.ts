import { setTimeout as sleep } from 'node:timers/promises';
import type { Communicator } from '@outrageous/core';

/** Longer than the first rank takes to say why it ends, and to end all others with it: milliseconds. */
const courtesy = 3000;

/**
 * Does some work as one of several ranks. Most failures are the same in all of them: the first rank tells of it and ends
 * the job, before any other would say the same.
 */
export async function lastToSpeak<Result>({ rank }: Communicator, work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    if (rank > 0) await sleep(courtesy);
    throw error;
  }
}
