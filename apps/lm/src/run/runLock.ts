import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { UsageError } from '../usageError.js';

/** Who trains in a run's folder. */
interface Owner {
  readonly process: number;
  readonly host: string;
}

/**
 * Keeps other processes from training in the same folder, until it is called back or this process is gone.
 *
 * The lock names the process that holds it, so one that was killed leaves nothing to clean up, and a step that
 * takes minutes loses no lock, as one that must be renewed would.
 *
 * @returns gives the folder free
 * @throws UsageError when a living process holds it
 */
export function lockRun(folder: string): () => void {
  const file = join(folder, 'lock.json');
  const owner = ownerIn(file);
  if (owner && isAlive(owner)) throw inUse(folder, file, owner);
  if (owner) rmSync(file, { force: true });
  claim(folder, file);
  return () => rmSync(file, { force: true });
}

function claim(folder: string, file: string): void {
  const self: Owner = { process: process.pid, host: hostname() };
  try {
    writeFileSync(file, JSON.stringify(self), { flag: 'wx' });
  } catch (error) {
    const owner = ownerIn(file);
    throw owner ? inUse(folder, file, owner) : error;
  }
}

function ownerIn(file: string): Owner | undefined {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Owner;
  } catch {
    return undefined;
  }
}

/** A process of another machine can't be asked, so it counts as alive. */
function isAlive({ process: id, host }: Owner): boolean {
  if (host !== hostname()) return true;
  try {
    return process.kill(id, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

function inUse(folder: string, file: string, { process: id, host }: Owner): UsageError {
  return new UsageError(
    `${folder} is in use: process ${id} on ${host} trains there; wait for it, stop it, or choose another --run ` +
      `(if there is no such process, remove ${file})`,
  );
}
