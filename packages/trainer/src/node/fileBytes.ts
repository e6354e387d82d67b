import type { FileHandle } from 'node:fs/promises';
import type { ByteSource } from '../checkpoint/byteSource.js';
import { CheckpointError } from '../checkpoint/checkpointError.js';
import { reasonOf } from './reasonOf.js';

/** Node reads at most 2 GiB at once. */
const PORTION = 2 ** 26;

/** Only a failing disk, or another program that writes to the file, leads here: all else is found before. */
const advice = 'what it was read into is of no use now: start again, with another checkpoint';

/** The bytes of an open file. */
export async function fileBytes(file: FileHandle, name: string): Promise<ByteSource> {
  const { size } = await file.stat();
  return {
    name,
    size,
    async read(begin, end) {
      const bytes = new Uint8Array(end - begin);
      for (let at = 0; at < bytes.length;)
        at += await readPortion(file, name, bytes.subarray(at, at + PORTION), begin + at);
      return bytes.buffer;
    },
  };
}

async function readPortion(file: FileHandle, name: string, into: Uint8Array, position: number): Promise<number> {
  const read = await file.read(into, 0, into.length, position).catch((error: unknown) => {
    throw new CheckpointError(`checkpoint: ${name} can't be read at byte ${position}: ${reasonOf(error)}; ${advice}`);
  });
  if (read.bytesRead > 0) return read.bytesRead;
  throw new CheckpointError(`checkpoint: ${name} became shorter while it was read; ${advice}`);
}
