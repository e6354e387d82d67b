import * as tf from '@tensorflow/tfjs-core';
import { mapTensors, treeTensors, type ParameterTree, type StateTree } from '@outrageous/core';
import type { Training } from '../loop/training.js';
import type { ByteSource } from './byteSource.js';
import { CheckpointError } from './checkpointError.js';
import { FORMAT } from './encodeCheckpoint.js';
import type { JsonObject } from './json.js';
import { requireSame } from './requireSame.js';
import { numbersOf, readHeader, type Header } from './safetensors.js';
import {
  savedParameters,
  savedSlots,
  savedState,
  savedTensors,
  type SavedParameter,
  type SavedTensor,
} from './savedTensors.js';

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
 * Opens a checkpoint: reads the header, and checks that all tensors are there.
 *
 * @throws CheckpointError when it is cut off, or no checkpoint at all
 * @example
 * ```ts
 * const checkpoint = await openCheckpoint(blobBytes(blob));
 * await checkpoint.restore(training);
 * ```
 */
export async function openCheckpoint(source: ByteSource): Promise<Checkpoint> {
  const header = await readHeader(source);
  return {
    info: infoOf(header, source.name),
    restore: (training) => restoreTraining({ source, header }, training),
    restoreParameters: (parameters) => restoreModel({ source, header }, parameters),
  };
}

/** A file whose header is known. */
interface Opened {
  readonly source: ByteSource;
  readonly header: Header;
}

function infoOf({ metadata: { outrageous, step, tokens, extra } }: Header, name: string): CheckpointInfo {
  if (outrageous === FORMAT)
    return { step: Number(step), tokens: Number(tokens), extra: JSON.parse(extra) as JsonObject };
  const found = outrageous === undefined ? 'no checkpoint of a training run' : `of version ${outrageous} of the format`;
  throw new CheckpointError(
    `checkpoint: ${name} holds tensors, but it is ${found}; needs one of version ${FORMAT}, as this trainer saves it`,
  );
}

async function restoreTraining(opened: Opened, training: Training): Promise<void> {
  const { source, header } = opened;
  const { parameters, optimizer, recurrent } = training;
  requireSame(source.name, header.tensors, savedTensors(training));
  const state = await readState(opened, recurrent);
  await readInto(opened, savedParameters(parameters));
  await readInto(opened, savedSlots(optimizer.slots));
  tf.dispose(treeTensors(recurrent));
  training.recurrent = mapTensors(recurrent, (_, path) => state.get(path)!);
  const { step, tokens } = infoOf(header, source.name);
  optimizer.step = step;
  training.tokens = tokens;
}

async function restoreModel(opened: Opened, parameters: ParameterTree): Promise<void> {
  const { source, header } = opened;
  const stored = [...header.tensors].filter(([name]) => name.startsWith('parameters/'));
  requireSame(source.name, new Map(stored), savedParameters(parameters));
  await readInto(opened, savedParameters(parameters));
}

/** One tensor at a time, so that the host never holds a second model. */
async function readInto(opened: Opened, tensors: readonly SavedParameter[]): Promise<void> {
  for (const tensor of tensors) tensor.parameter.assign(await readTensor(opened, tensor));
}

/** The tensors of a recurrent state by their paths in it. */
async function readState(opened: Opened, recurrent: StateTree): Promise<Map<string, tf.Tensor>> {
  const state = new Map<string, tf.Tensor>();
  try {
    for (const tensor of savedState(recurrent)) state.set(tensor.path, await readTensor(opened, tensor));
    return state;
  } catch (error) {
    tf.dispose([...state.values()]);
    throw error;
  }
}

async function readTensor({ source, header }: Opened, { name, dtype, shape }: SavedTensor): Promise<tf.Tensor> {
  const { begin, end } = header.tensors.get(name)!;
  return tf.tensor(numbersOf(await source.read(begin, end), dtype), [...shape], dtype);
}
