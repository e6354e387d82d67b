import { readdir, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { Communicator } from '@outrageous/core';
import { CheckpointError } from '../checkpoint/checkpointError.js';
import { encodeCheckpoint } from '../checkpoint/encodeCheckpoint.js';
import { encodeIndex, encodeShard } from '../checkpoint/encodeShard.js';
import type { JsonObject } from '../checkpoint/json.js';
import { NonFiniteError } from '../loop/nonFiniteError.js';
import type { Training } from '../loop/training.js';
import { reasonOf } from './reasonOf.js';
import { drawTogether, together } from './together.js';
import { writeWhole } from './writeWhole.js';

/** What is saved, and where. */
export interface SaveRequest {
  readonly path: string;
  readonly training: Training;
  readonly extra?: JsonObject;
}

/** Processes that train one model together. */
export interface Processes {
  readonly communicator: Communicator;
  /** Which copy of its experts this process has, where several have the same; the first, 0, where it isn't said. */
  readonly replica?: number;
}

/** Writes a checkpoint as one file. */
export async function saveAlone({ path, training, extra }: SaveRequest): Promise<void> {
  await write(path, encodeCheckpoint(training, extra));
  await removeShards(path, []);
}

/**
 * Writes a checkpoint of several processes: each a file of its own, and when all are on the disk, the first the index
 * that names them. Until then what was there before is whole: files of two checkpoints never have the same name.
 */
export async function saveTogether(
  { path, training, extra }: SaveRequest,
  { communicator, replica }: Processes,
): Promise<void> {
  const { rank, size } = communicator;
  const id = (await drawTogether(communicator)).toString(16).padStart(8, '0');
  const shards = Array.from({ length: size }, (_, number) => shardName(path, { id, number, size }));
  const what = `write the checkpoint ${path}`;
  await together(communicator, what, () =>
    write(join(dirname(path), shards[rank]), encodeShard(training, { rank, id, replica })),
  );
  await together(communicator, what, async () => {
    if (rank !== 0) return;
    await write(path, [encodeIndex(training, { id, shards, extra })]);
    await removeShards(path, shards);
  });
}

async function write(path: string, chunks: Parameters<typeof writeWhole>[1]): Promise<void> {
  await writeWhole(path, chunks).catch((error: unknown) => {
    if (error instanceof NonFiniteError || (error as NodeJS.ErrnoException).code === undefined) throw error;
    throw new CheckpointError(
      `checkpoint: ${path} can't be written: ${reasonOf(error)}. What was there before is untouched: ` +
        'make room, or name a folder that can be written to',
    );
  });
}

const extension = '.safetensors';

/** `last-1f3a9c02-2-of-4.safetensors` */
function shardName(path: string, { id, number, size }: { id: string; number: number; size: number }): string {
  return `${basename(path, extension)}-${id}-${number}-of-${size}${extension}`;
}

/** Removes the files of earlier checkpoints at this path, and what killed processes left. */
async function removeShards(path: string, kept: readonly string[]): Promise<void> {
  const shard = new RegExp(`^${basename(path, extension)}-[0-9a-f]{8}-\\d+-of-\\d+\\.safetensors(\\.half)?$`);
  const left = (await readdir(dirname(path))).filter((name) => shard.test(name) && !kept.includes(name));
  await Promise.all(left.map((name) => rm(join(dirname(path), name), { force: true })));
}
