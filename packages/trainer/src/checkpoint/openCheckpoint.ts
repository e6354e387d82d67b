import * as tf from '@tensorflow/tfjs-core';
import { mapTensors, treeTensors, type ParameterTree } from '@outrageous/core';
import type { Training } from '../loop/training.js';
import type { ByteSource } from './byteSource.js';
import { CheckpointError } from './checkpointError.js';
import { FORMAT } from './format.js';
import type { JsonObject } from './json.js';
import { readRows } from './pieces.js';
import { requireSame } from './requireSame.js';
import { numbersOf, readHeader, type Header } from './safetensors.js';
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
   * @throws CheckpointError when it is one of another model, optimizer or batch; nothing is changed then
   */
  restore(training: Training): Promise<void>;
  /**
   * Gives parameters the checkpoint's values, for evaluation and sampling.
   *
   * @throws CheckpointError when it is one of another model; nothing is changed then
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
 * @throws CheckpointError when a file is missing, cut off, of another checkpoint, or no checkpoint at all
 * @example
 * ```ts
 * const checkpoint = await openCheckpoint(blobBytes(blob));
 * await checkpoint.restore(training);
 * ```
 */
export async function openCheckpoint(source: ByteSource, openShard: OpenShard = refuse(source)): Promise<Checkpoint> {
  const header = await readHeader(source);
  const info = infoOf(header, source.name);
  const opened = { name: source.name, info, tensors: await storedTensors({ source, header }, openShard) };
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

function infoOf({ metadata: { outrageous, step, tokens, extra, rows } }: Header, name: string): CheckpointInfo {
  if (rows !== undefined) throw isPart(name);
  if (outrageous === FORMAT)
    return { step: Number(step), tokens: Number(tokens), extra: JSON.parse(extra) as JsonObject };
  const found = outrageous === undefined ? 'no checkpoint of a training run' : `of version ${outrageous} of the format`;
  throw new CheckpointError(
    `checkpoint: ${name} holds tensors, but it is ${found}; needs one of version ${FORMAT}, as this trainer saves it`,
  );
}

function isPart(name: string): CheckpointError {
  return new CheckpointError(
    `checkpoint: ${name} is what one of several processes wrote; name the file that they all belong to, such as ` +
      'last.safetensors',
  );
}

async function restoreTraining(opened: Opened, training: Training): Promise<void> {
  const { parameters, optimizer, recurrent } = training;
  requireSame(opened.name, opened.tensors, savedTensors(training));
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
  requireSame(opened.name, new Map(stored), savedParameters(parameters));
  await readInto(opened, savedParameters(parameters));
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

async function readTensor({ tensors }: Opened, { name, dtype, shape, rows }: SavedTensor): Promise<tf.Tensor> {
  const [count = 1, ...row] = shape;
  const bytes = await readRows(tensors.get(name)!.pieces, { first: rows?.first ?? 0, count, row, dtype });
  return tf.tensor(numbersOf(bytes, dtype), [...shape], dtype);
}
