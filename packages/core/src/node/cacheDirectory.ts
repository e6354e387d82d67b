import { homedir } from 'node:os';
import { join } from 'node:path';

/**
 * The folder that outlives `node_modules`: downloads and compiled binaries lie here, by version.
 *
 * `OUTRAGEOUS_CACHE` names it outright; otherwise it is `outrageous` in `XDG_CACHE_HOME` or `~/.cache`.
 *
 * @example
 * ```ts
 * const folder = join(cacheDirectory(), 'mpi');
 * ```
 */
export function cacheDirectory(environment: NodeJS.ProcessEnv = process.env): string {
  if (environment.OUTRAGEOUS_CACHE) return environment.OUTRAGEOUS_CACHE;
  return join(environment.XDG_CACHE_HOME || join(homedir(), '.cache'), 'outrageous');
}
