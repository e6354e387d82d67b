import { mkdir, open, rename, rm, type FileHandle } from 'node:fs/promises';
import { dirname } from 'node:path';

/**
 * Writes a file so that it is whole or stays as it was: beside its place, to the disk, then renamed.
 *
 * A process that is killed leaves at most `<path>.half`, which the next call overwrites.
 *
 * @throws what `chunks` throws, or an error of the file system; the file is then as before
 */
export async function writeWhole(
  path: string,
  chunks: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
): Promise<void> {
  const half = `${path}.half`;
  await mkdir(dirname(path), { recursive: true });
  try {
    await withFile(half, 'w', async (file) => {
      for await (const chunk of chunks) await writeAll(file, chunk);
      await file.sync();
    });
    await rename(half, path);
  } catch (error) {
    await rm(half, { force: true });
    throw error;
  }
  await syncFolder(dirname(path));
}

/** Node refuses to write more than 2 GiB at once. */
const PORTION = 2 ** 26;

async function writeAll(file: FileHandle, chunk: Uint8Array): Promise<void> {
  for (let at = 0; at < chunk.length; at += PORTION) await writePortion(file, chunk.subarray(at, at + PORTION));
}

/** The system may take less than it is given. */
async function writePortion(file: FileHandle, portion: Uint8Array): Promise<void> {
  for (let at = 0; at < portion.length;) at += (await file.write(portion, at)).bytesWritten;
}

/** Makes the new name last through a power failure; Windows can't open folders, and needs no such call. */
async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return;
  await withFile(folder, 'r', (file) => file.sync());
}

/** Opens a file for as long as `use` takes. */
export async function withFile<Result>(
  path: string,
  flags: string,
  use: (file: FileHandle) => Promise<Result>,
): Promise<Result> {
  const file = await open(path, flags);
  try {
    return await use(file);
  } finally {
    await file.close();
  }
}

/** Opens files to be read, for as long as `use` takes. */
export async function withFiles<Result>(
  use: (open: (path: string) => Promise<FileHandle>) => Promise<Result>,
): Promise<Result> {
  const files: FileHandle[] = [];
  const keep = (file: FileHandle) => (files.push(file), file);
  try {
    return await use(async (path) => keep(await open(path, 'r')));
  } finally {
    await Promise.all(files.map((file) => file.close()));
  }
}
