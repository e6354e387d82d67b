import { createWriteStream } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { crc32 } from 'node:zlib';
import { openPromise, type Entry, type ZipFile } from 'yauzl';

/** Says of a path inside a wheel whether it is wanted. */
export type Wanted = (path: string) => boolean;

/** Is told how many bytes are unpacked, of how many. */
export type BytesListener = (bytes: number, total: number) => void;

/**
 * Unpacks the wanted files of a wheel into a folder, without reading the rest.
 *
 * @throws Error if the file is no zip archive, is cut short or damaged, or holds nothing that is wanted.
 */
export async function unpackWheel(
  wheel: string,
  directory: string,
  wanted: Wanted,
  onBytes: BytesListener = () => undefined,
): Promise<void> {
  const zip = await openPromise(wheel, { autoClose: false });
  try {
    const entries = await wantedEntries(zip, wanted);
    if (entries.length === 0) throw new Error(`${wheel} holds none of the files that are needed`);
    const count = counter(entries, onBytes);
    for (const entry of entries) await unpackEntry(zip, entry, directory, count);
  } finally {
    zip.close();
  }
}

/** yauzl refuses absolute names and `..`, so that a name can be joined to the folder. */
async function wantedEntries(zip: ZipFile, wanted: Wanted): Promise<Entry[]> {
  const entries: Entry[] = [];
  for await (const entry of zip.eachEntry()) {
    if (!entry.fileName.endsWith('/') && wanted(entry.fileName)) entries.push(entry);
  }
  return entries;
}

function counter(entries: readonly Entry[], onBytes: BytesListener): (bytes: number) => void {
  const total = entries.reduce((sum, entry) => sum + entry.uncompressedSize, 0);
  let done = 0;
  return (bytes) => onBytes((done += bytes), total);
}

async function unpackEntry(
  zip: ZipFile,
  entry: Entry,
  directory: string,
  count: (bytes: number) => void,
): Promise<void> {
  const path = join(directory, entry.fileName);
  await mkdir(dirname(path), { recursive: true });
  await pipeline(await zip.openReadStreamPromise(entry), checked(entry, count), createWriteStream(path));
}

/** Passes bytes through, and fails at the end if they are not those that were packed. */
function checked(entry: Entry, count: (bytes: number) => void): Transform {
  let sum = 0;
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      sum = crc32(chunk, sum);
      count(chunk.length);
      done(null, chunk);
    },
    flush(done) {
      done(sum === entry.crc32 ? null : new Error(`${entry.fileName} is damaged: its CRC-32 differs`));
    },
  });
}
