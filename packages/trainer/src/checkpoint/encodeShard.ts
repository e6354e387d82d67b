import type { Training } from '../loop/training.js';
import { checkOptions, optional } from '@outrageous/core/options';
import * as is from '@outrageous/core/options';
import { checksummed } from './checksums.js';
import { encodeTensors } from './encodeTensors.js';
import { FORMAT } from './format.js';
import type { JsonObject } from './json.js';
import { savedTensors, type SavedTensor } from './savedTensors.js';

/** What a checkpoint's index says beside the counters of the run. */
export interface IndexOptions {
  /** The same for all files of one checkpoint, and for those of no other. */
  readonly id: string;
  /** The name of the file that each process wrote. */
  readonly shards: readonly string[];
  /** Whatever else its reader needs. */
  readonly extra?: JsonObject;
}

/** Where each tensor's rows belong in the whole: `[first, of]` by name. */
export type RowPlaces = Readonly<Record<string, readonly [first: number, of: number]>>;

/** Which process of several writes, and for which checkpoint. */
export interface ShardOptions {
  /** The process, from 0 up. */
  readonly rank: number;
  /** The same for all files of one checkpoint, and for those of no other. */
  readonly id: string;
  /** Which copy of its experts the process has, where several have the same; the first, 0, where it isn't said. */
  readonly replica?: number;
}

/**
 * What one of several processes writes of a checkpoint, in the safetensors format: its sequences' rows of the recurrent
 * state, its experts' rows of parameters and slots, if it has the first copy of them, and if it is the first process,
 * what all have in common.
 *
 * The checkpoint is what {@link encodeIndex} makes of the files of all processes. It opens on any number of them.
 *
 * @throws NonFiniteError when a number is NaN or infinite
 * @example
 * ```ts
 * for await (const chunk of encodeShard(training, { rank: communicator.rank, id })) write(chunk);
 * ```
 */
export function encodeShard(training: Training, options: ShardOptions): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  const kinds = { rank: is.count, id: is.text, replica: optional(is.count) };
  return shardOf(training, checkOptions('encodeShard', options, kinds));
}

async function* shardOf(
  training: Training,
  { rank, id, replica = 0 }: ShardOptions,
): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  const writes = { all: rank === 0, experts: replica === 0, sequences: true };
  const own = savedTensors(training).filter(({ of }) => writes[of]);
  const metadata = { outrageous: FORMAT, checkpoint: id, rows: JSON.stringify(rowPlaces(own)) };
  yield* encodeTensors(own, { step: training.optimizer.step, metadata });
}

/** Where the rows of this process belong. */
function rowPlaces(tensors: readonly SavedTensor[]): RowPlaces {
  return Object.fromEntries(
    tensors.flatMap(({ name, rows }) => (rows ? [[name, [rows.first, rows.of]] as const] : [])),
  );
}

/**
 * The index of a checkpoint that several processes wrote: a file of safetensors without tensors of its own, which names
 * their files.
 * The checkpoint is there as soon as the index is, so it is written last, by one of them.
 *
 * @example
 * ```ts
 * await writeFile('last.safetensors', encodeIndex(training, { id, shards: ['last-0.safetensors', 'last-1.safetensors'] }));
 * ```
 */
export function encodeIndex({ tokens, optimizer }: Training, options: IndexOptions): Uint8Array<ArrayBuffer> {
  const kinds = { id: is.text, shards: is.listOf(is.text), extra: optional(is.record) };
  const { id, shards, extra = {} } = checkOptions('encodeIndex', options, kinds);
  const { header, bytes } = checksummed([], {
    outrageous: FORMAT,
    step: `${optimizer.step}`,
    tokens: `${tokens}`,
    extra: JSON.stringify(extra),
    checkpoint: id,
    shards: JSON.stringify(shards),
  });
  return new Uint8Array([...header, ...bytes()]);
}
