import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Packed } from './pack.js';

/** Makes a folder a workspace of pnpm whose projects get our packages as they were packed, whatever version they name. */
export async function useTarballs(folder: string, packed: readonly Packed[]): Promise<void> {
  const overrides = Object.fromEntries(packed.map(({ name, tarball }) => [name, `file:${tarball}`]));
  // JSON is YAML.
  await writeFile(join(folder, 'pnpm-workspace.yaml'), `${JSON.stringify({ packages: ['*'], overrides }, null, 2)}\n`);
}
