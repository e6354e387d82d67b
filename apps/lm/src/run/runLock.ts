import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import * as v from 'valibot';
import { UsageError } from '../usageError.js';

/** Who trains in a run's folder. */
const ownerSchema = v.object({ process: v.pipe(v.number(), v.safeInteger(), v.minValue(1)), host: v.string() });

type Owner = v.InferOutput<typeof ownerSchema>;

/**
 * Keeps other processes from training in the same folder, until it is called back or this process is gone.
 *
 * The lock names the process that holds it, so one that was killed leaves nothing to clean up, and a step that
 * takes minutes loses no lock, as one that must be renewed would.
 *
 * @returns gives the folder free
 * @throws UsageError when a living process holds it, or the lock is damaged
 * @throws ErrnoException when it can't be written
 */
export function lockRun(folder: string): () => void {
  const file = join(folder, 'lock.json');
  const owner = ownerIn(file);
  if (owner && isAlive(owner)) throw inUse(folder, file, owner);
  if (owner) rmSync(file, { force: true });
  claim(folder, file);
  const free = () => rmSync(file, { force: true });
  process.once('exit', free);
  return () => {
    process.off('exit', free);
    free();
  };
}

function claim(folder: string, file: string): void {
  const self: Owner = { process: process.pid, host: hostname() };
  try {
    writeFileSync(file, JSON.stringify(self), { flag: 'wx' });
  } catch (error) {
    const owner = ownerIn(file);
    if (owner) throw inUse(folder, file, owner);
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') {
      throw new UsageError(`${file} is damaged, so nobody knows whether ${folder} is in use; remove it if it is not`);
    }
    rmSync(file, { force: true });
    throw error;
  }
}

function ownerIn(file: string): Owner | undefined {
  try {
    const read = v.safeParse(ownerSchema, JSON.parse(readFileSync(file, 'utf8')));
    return read.success ? read.output : undefined;
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
