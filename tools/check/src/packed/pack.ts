import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { runCommand } from '../command.js';
import { ROOT } from '../paths.js';
import { publicPackages, type PublicPackage } from '../publicPackages.mjs';

/** A package, and the tarball that it was packed into. */
export interface Packed extends PublicPackage {
  readonly tarball: string;
}

/**
 * Packs every package as it would be published.
 *
 * @param into the folder of the tarballs
 * @throws Error when one can't be packed
 */
export function packAll(into: string): Promise<Packed[]> {
  return Promise.all(publicPackages(ROOT).map((one) => pack(one, into)));
}

/** The same tarballs for all who ask in one run of the checks. */
export function packOnce(): () => Promise<Packed[]> {
  const into = join(ROOT, 'node_modules/.cache/packed');
  let packed: Promise<Packed[]> | undefined;
  return () => (packed ??= mkdir(into, { recursive: true }).then(() => packAll(into)));
}

async function pack(one: PublicPackage, into: string): Promise<Packed> {
  const { name, home } = one;
  const file = join(into, `${name.replace('@', '').replace('/', '-')}.tgz`);
  const { code, output } = await runCommand(['pnpm', '--silent', 'pack', '--out', file], { cwd: join(ROOT, home) });
  if (code !== 0) throw new Error(`pnpm pack in ${home} ended with ${code}:\n${output}`);
  return { ...one, tarball: file };
}
