import { join } from 'node:path';
import { lock } from 'proper-lockfile';
import { cacheDirectory } from '@outrageous/core/node';
import type { ProgressListener } from '../device.js';
import { reasonOf } from '../deviceError.js';
import { setUpError } from './attempt.js';

/** How long a lock is believed whose holder gives no sign of life. */
const staleAfterMilliseconds = 10_000;

/** How often a waiting process looks again, and for how long. */
const patience = { retries: 1800, factor: 1, minTimeout: 1000, maxTimeout: 1000 };

/**
 * Does work while no other process sets up anything in the cache.
 *
 * The holder touches its lock every few seconds; the lock of a process that was killed is taken over.
 *
 * @throws DeviceError if another process holds the lock for half an hour.
 */
export async function withInstallLock<Result>(
  progress: ProgressListener,
  work: () => Promise<Result>,
): Promise<Result> {
  const release = await take(0).catch((error) => (isHeld(error) ? waitForLock(progress) : refuse(error)));
  try {
    return await work();
  } finally {
    await release().catch(() => undefined);
  }
}

async function waitForLock(progress: ProgressListener): Promise<() => Promise<void>> {
  progress({ stage: 'wait', message: 'waiting for another process that sets up TensorFlow, or was stopped just now' });
  return take(patience).catch(refuse);
}

function isHeld(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ELOCKED';
}

function refuse(cause: unknown): never {
  throw setUpError(
    `could not lock the cache '${cacheDirectory()}' (${reasonOf(cause)})`,
    'Make sure that the folder can be written to and that no other set-up hangs, or name another with OUTRAGEOUS_CACHE',
    { cause },
  );
}

function take(retries: number | typeof patience): Promise<() => Promise<void>> {
  const directory = cacheDirectory();
  const lockfilePath = join(directory, 'install.lock');
  // A process that was suspended for long may lose its lock. What it does stays whole, as nothing half-done is seen.
  const onCompromised = () => undefined;
  return lock(directory, { lockfilePath, retries, stale: staleAfterMilliseconds, onCompromised });
}
