import { join } from 'node:path';
import type { ParameterTree } from '@outrageous/core';
import { CheckpointError } from '../checkpoint/checkpointError.js';
import { encodeCheckpoint } from '../checkpoint/encodeCheckpoint.js';
import type { JsonObject } from '../checkpoint/json.js';
import { openCheckpoint, type Checkpoint, type CheckpointInfo } from '../checkpoint/openCheckpoint.js';
import { NonFiniteError } from '../loop/nonFiniteError.js';
import type { Training } from '../loop/training.js';
import { fileBytes } from './fileBytes.js';
import { isMissing, reasonOf } from './reasonOf.js';
import { withFile, writeWhole } from './writeWhole.js';

/** The checkpoints that a run keeps: the one to go on from, and the best on held-out data. */
export type CheckpointName = 'last' | 'best';

/** The checkpoints of a run, in one folder. */
export interface Checkpoints {
  readonly folder: string;
  /** Where a checkpoint lies, or would lie: `<folder>/last.safetensors`. */
  path(which: CheckpointName): string;
  /**
   * Writes a checkpoint. The file changes all at once: a process that is killed leaves the one before.
   *
   * @param extra whatever else the reader needs; `info` and `restore` give it back
   * @throws NonFiniteError when a number is NaN or infinite; the checkpoint before stays
   * @throws CheckpointError when the file can't be written; the checkpoint before stays
   */
  save(which: CheckpointName, training: Training, extra?: JsonObject): Promise<void>;
  /**
   * What a checkpoint says of itself, out of its header; `undefined` when there is none.
   *
   * @throws CheckpointError when the file is cut off, or no checkpoint
   */
  info(which: CheckpointName): Promise<CheckpointInfo | undefined>;
  /**
   * Puts a training run back where the checkpoint was made: it goes on exactly as it would have then.
   *
   * @throws CheckpointError when there is none, or it is one of another model, optimizer or batch; nothing is
   *   changed then
   */
  restore(which: CheckpointName, training: Training): Promise<CheckpointInfo>;
  /**
   * Gives parameters the checkpoint's values, for evaluation and sampling.
   *
   * @throws CheckpointError when there is none, or it is one of another model; nothing is changed then
   */
  restoreParameters(which: CheckpointName, parameters: ParameterTree): Promise<CheckpointInfo>;
}

/**
 * The checkpoints of a run as files in a folder, which `save` makes when it isn't there.
 *
 * The files are safetensors, which other programs read too; {@link encodeCheckpoint} says what is in them.
 *
 * @example
 * ```ts
 * const saved = checkpoints('runs/first/checkpoints');
 * if (await saved.info('last')) await saved.restore('last', training);
 * for await (const { step } of train(task, training, options)) if (step % 100 === 0) await saved.save('last', training);
 * ```
 */
export function checkpoints(folder: string): Checkpoints {
  const path = (which: CheckpointName) => join(folder, `${which}.safetensors`);
  const after = inTurn();
  return {
    folder,
    path,
    save: (which, training, extra) => after(() => save(path(which), training, extra)),
    info: (which) => withCheckpoint(path(which), ({ info }) => Promise.resolve(info)).catch(undefinedIfMissing),
    restore: (which, training) => use(path(which), (checkpoint) => checkpoint.restore(training)),
    restoreParameters: (which, parameters) =>
      use(path(which), (checkpoint) => checkpoint.restoreParameters(parameters)),
  };
}

async function save(path: string, training: Training, extra?: JsonObject): Promise<void> {
  await writeWhole(path, encodeCheckpoint(training, extra)).catch((error: unknown) => {
    if (error instanceof NonFiniteError || (error as NodeJS.ErrnoException).code === undefined) throw error;
    throw new CheckpointError(
      `checkpoint: ${path} can't be written: ${reasonOf(error)}. What was there before is untouched: ` +
        'make room, or name a folder that can be written to',
    );
  });
}

async function use(path: string, restore: (checkpoint: Checkpoint) => Promise<void>): Promise<CheckpointInfo> {
  try {
    return await withCheckpoint(path, async (checkpoint) => {
      await restore(checkpoint);
      return checkpoint.info;
    });
  } catch (error) {
    if (!isMissing(error)) throw error;
    throw new CheckpointError(`checkpoint: there is no ${path}; name the folder of a run that has saved one`);
  }
}

async function withCheckpoint<Result>(path: string, use: (checkpoint: Checkpoint) => Promise<Result>): Promise<Result> {
  return withFile(path, 'r', async (file) => use(await openCheckpoint(await fileBytes(file, path)))).catch(
    (error: unknown) => {
      if (isMissing(error) || (error as NodeJS.ErrnoException).code === undefined) throw error;
      throw new CheckpointError(`checkpoint: ${path} can't be opened: ${reasonOf(error)}`);
    },
  );
}

function undefinedIfMissing(error: unknown): undefined {
  if (!isMissing(error)) throw error;
}

/** Two saves at once would write into the same file: each waits for the one before. */
function inTurn(): (action: () => Promise<void>) => Promise<void> {
  let last: Promise<void> = Promise.resolve();
  return (action) => (last = last.then(action, action));
}
