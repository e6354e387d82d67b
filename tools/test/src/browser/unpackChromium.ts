import { createReadStream, createWriteStream, existsSync } from 'node:fs';
import { mkdir, mkdtemp, rename, rm } from 'node:fs/promises';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { fileURLToPath } from 'node:url';
import { createBrotliDecompress } from 'node:zlib';
import { extract } from 'tar-fs';

/** A Chromium that runs on a machine that has none of the libraries of a desktop. */
export interface Chromium {
  readonly executable: string;
  /** Folder of the shared libraries that it needs. */
  readonly libraries: string;
}

/** Unpacks the Chromium of `@sparticuz/chromium` into the cache, once. */
export async function unpackChromium(): Promise<Chromium> {
  const folder = join(process.env.OUTRAGEOUS_CACHE ?? join(homedir(), '.cache/outrageous'), 'chromium', '147.0.0');
  if (!existsSync(folder)) await unpackInto(folder);
  return { executable: join(folder, 'chromium'), libraries: join(folder, 'lib') };
}

/** Beside its place first, so that a killed test leaves no half of a browser there. */
async function unpackInto(folder: string): Promise<void> {
  await mkdir(dirname(folder), { recursive: true });
  const half = await mkdtemp(`${folder}.half-`);
  await unbrotli('chromium.br', createWriteStream(join(half, 'chromium'), { mode: 0o755 }));
  await unbrotli('swiftshader.tar.br', extract(half));
  await unbrotli('al2023.tar.br', extract(half));
  await rename(half, folder).catch(() => rm(half, { recursive: true }));
}

function unbrotli(name: string, target: NodeJS.WritableStream): Promise<void> {
  const entry = fileURLToPath(import.meta.resolve('@sparticuz/chromium'));
  return pipeline(createReadStream(join(dirname(entry), '../../bin', name)), createBrotliDecompress(), target);
}
