import { getSystemErrorMap } from 'node:util';

/** What the system says of a failure, without Node's decoration: `permission denied`. */
export function reasonOf(error: unknown): string {
  const { errno, message } = error as NodeJS.ErrnoException;
  return (errno === undefined ? undefined : getSystemErrorMap().get(errno)?.[1]) ?? message;
}

/**
 * Writes something, and names it where the system can't.
 *
 * @param what such as `metrics: runs/first/metrics.jsonl`
 * @throws Error that says why: the disk is full, the folder is not to be written to
 */
export async function writing<Result>(what: string, work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === undefined) throw error;
    throw new Error(
      `${what} can't be written: ${reasonOf(error)}; make room, or name a folder that can be written to`,
      { cause: error },
    );
  }
}

/** Whether the system says that there is no such file. */
export function isMissing(error: unknown): boolean {
  return (error as NodeJS.ErrnoException).code === 'ENOENT';
}
