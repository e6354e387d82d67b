import { mkdir, mkdtemp, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';

/**
 * Fills a folder beside its place and renames it there at the end, so that it is whole or not there.
 *
 * Where two processes do so at once, the first one's folder stays. A killed process leaves a folder
 * whose name has `.half-` in it.
 *
 * @throws what `fill` throws, or an error of the file system; the folder is then as before
 * @example
 * ```ts
 * await createWhole(folder, (half) => writeFile(join(half, 'answer'), '42'));
 * ```
 */
export async function createWhole(folder: string, fill: (half: string) => Promise<void>): Promise<void> {
  await mkdir(dirname(folder), { recursive: true });
  const half = await mkdtemp(`${folder}.half-`);
  try {
    await fill(half);
    await rename(half, folder).catch(refuseUnlessThere);
  } finally {
    await rm(half, { recursive: true, force: true });
  }
}

/** What `rename` says of a target that is there already and not empty. */
const thereAlready = ['ENOTEMPTY', 'EEXIST'];

function refuseUnlessThere(error: NodeJS.ErrnoException): void {
  if (!thereAlready.includes(error.code ?? '')) throw error;
}
