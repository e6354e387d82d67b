import { writeFile } from 'node:fs/promises';
import { zipSync } from 'fflate';

/** Writes a wheel with the given files, for tests of what happens to wheels. */
export async function writeFakeWheel(path: string, files: Record<string, Uint8Array>): Promise<void> {
  await writeFile(path, zipSync(files));
}
