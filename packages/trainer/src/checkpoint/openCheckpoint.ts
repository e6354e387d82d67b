import * as tf from '@tensorflow/tfjs-core';
import { mapTensors, treeTensors, type ParameterTree } from '@outrageous/core';
import type { Training } from '../loop/training.js';
import type { ByteSource } from './byteSource.js';
import { CheckpointError } from './checkpointError.js';
import type { JsonObject } from './json.js';
import { checkpointMetadata } from './metadata.js';
import { readRows, type RowsWanted, touched } from './pieces.js';
import { requireIntact } from './checksums.js';
import { readHeader } from './readHeader.js';
import { requireSame } from './requireSame.js';
import { numbersOf } from './safetensors.js';
import { savedParameters, savedSlots, savedState, savedTensors } from './savedTensors.js';
import type { SavedParameter, SavedTensor } from './savedTensors.js';
import { storedTensors, type OpenShard, type StoredTensor } from './storedTensors.js';

/** What a checkpoint says of itself. */
export interface CheckpointInfo {
  /** Steps done. */
  readonly step: number;
  /** Predictions trained on. */
  readonly tokens: number;
  /** What was given to `save` or `encodeCheckpoint`. */
  readonly extra: JsonObject;
}

/** A checkpoint whose header has been read and checked. */
export interface Checkpoint {
  readonly info: CheckpointInfo;
  /**
   * Puts a training run back where the checkpoint was made, in place: it goes on exactly as it would have then.
   *
   * @throws CheckpointError when it is one of another model, optimizer or batch, or its numbers are not those that were
   *   written, or not finite; nothing is changed then
   */
  restore(training: Training): Promise<void>;
  /**
   * Gives parameters the checkpoint's values, for evaluation and sampling.
   *
   * @throws CheckpointError when it is one of another model, or its numbers are not those that were written, or not
   *   finite; nothing is changed then
   */
  restoreParameters(parameters: ParameterTree): Promise<void>;
}

/**
 * Opens a checkpoint: reads the headers of its file or files, and checks that all tensors are there.
 *
 * It may have been written by any number of processes, and each process takes of it what it has of the run: its
 * experts, its sequences, and what all have in common.
 *
 * @param openShard opens the other files of a checkpoint that several processes wrote
 * @throws CheckpointError when a file is missing, cut off, damaged, of another checkpoint, or no checkpoint at all
 * @example
 * ```ts
 * const checkpoint = await openCheckpoint(blobBytes(blob));
 * await checkpoint.restore(training);
 * ```
 */
export async function openCheckpoint(source: ByteSource, openShard: OpenShard = refuse(source)): Promise<Checkpoint> {
  const header = await readHeader(source);
  const { checkpoint, shards, ...info } = checkpointMetadata(header, source.name);
  const index = shards && { checkpoint, shards, openShard };
  const opened = { name: source.name, info, tensors: await storedTensors({ source, header }, index) };
  return {
    info,
    restore: (training) => restoreTraining(opened, training),
    restoreParameters: (parameters) => restoreModel(opened, parameters),
  };
}

/** A checkpoint whose tensors are known. */
interface Opened {
  readonly name: string;
  readonly info: CheckpointInfo;
  readonly tensors: ReadonlyMap<string, StoredTensor>;
}

function refuse({ name }: ByteSource): OpenShard {
  return (file) =>
    Promise.reject(
      new CheckpointError(
        `checkpoint: ${name} is the index of a checkpoint that several processes wrote, and needs ${file} beside it; ` +
          'tell openCheckpoint how to open that',
      ),
    );
}

async function restoreTraining(opened: Opened, training: Training): Promise<void> {
  const { parameters, optimizer, recurrent } = training;
  const wanted = savedTensors(training);
  requireSame(opened.name, opened.tensors, wanted);
  await requireAllIntact(opened, wanted);
  const state = await readState(opened, training);
  await readInto(opened, savedParameters(parameters));
  await readInto(opened, savedSlots(optimizer.slots));
  tf.dispose(treeTensors(recurrent));
  training.recurrent = mapTensors(recurrent, (_, path) => state.get(path)!);
  optimizer.step = opened.info.step;
  training.tokens = opened.info.tokens;
}

async function restoreModel(opened: Opened, parameters: ParameterTree): Promise<void> {
  const stored = [...opened.tensors].filter(([name]) => name.startsWith('parameters/'));
  const wanted = savedParameters(parameters);
  requireSame(opened.name, new Map(stored), wanted);
  await requireAllIntact(opened, wanted);
  await readInto(opened, wanted);
}

/** Of what this process has of the run, before any of it changes. */
async function requireAllIntact({ tensors }: Opened, wanted: readonly SavedTensor[]): Promise<void> {
  for (const tensor of wanted) {
    for (const { source, place } of touched(tensors.get(tensor.name)!.pieces, rowsOf(tensor)))
      await requireIntact(source, place, tensor.name);
  }
}

/** One tensor at a time, so that the host never holds a second model. */
async function readInto(opened: Opened, tensors: readonly SavedParameter[]): Promise<void> {
  for (const tensor of tensors) tensor.parameter.assign(await readTensor(opened, tensor));
}

/** The tensors of a recurrent state by their paths in it. */
async function readState(opened: Opened, { recurrent, streams }: Training): Promise<Map<string, tf.Tensor>> {
  const state = new Map<string, tf.Tensor>();
  try {
    for (const tensor of savedState(recurrent, streams)) state.set(tensor.path, await readTensor(opened, tensor));
    return state;
  } catch (error) {
    tf.dispose([...state.values()]);
    throw error;
  }
}

async function readTensor({ tensors }: Opened, tensor: SavedTensor): Promise<tf.Tensor> {
  const { name, dtype, shape } = tensor;
  const bytes = await readRows(tensors.get(name)!.pieces, rowsOf(tensor));
  return tf.tensor(numbersOf(bytes, dtype), [...shape], dtype);
}

function rowsOf({ dtype, shape, rows }: SavedTensor): RowsWanted {
  const [count = 1, ...row] = shape;
  return { first: rows?.first ?? 0, count, row, dtype };
}
