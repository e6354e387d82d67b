import { join } from 'node:path';
import type { ParameterTree } from '@outrageous/core';
import { checkOptions, checkValue, optional } from '@outrageous/core/options';
import * as is from '@outrageous/core/options';
import type { JsonObject } from '../checkpoint/json.js';
import type { Checkpoint, CheckpointInfo } from '../checkpoint/openCheckpoint.js';
import type { Training } from '../loop/training.js';
import { isMissing } from './reasonOf.js';
import { saveAlone, saveTogether, type Processes } from './saveCheckpoint.js';
import { together } from './together.js';
import { useCheckpoint, withCheckpoint } from './withCheckpoint.js';

/** The checkpoints that a run keeps: the one to go on from, and the best on held-out data. */
export type CheckpointName = 'last' | 'best';

/** The checkpoints of a run, in one folder. */
export interface Checkpoints {
  readonly folder: string;
  /** Where a checkpoint lies, or would lie: `<folder>/last.safetensors`. */
  path(which: CheckpointName): string;
  /**
   * Writes a checkpoint, which changes all at once: a process that is killed leaves the one before. Several processes
   * call it together, and each writes its own experts and sequences.
   *
   * @param extra whatever else the reader needs; `info` and `restore` give it back
   * @throws NonFiniteError when a number is NaN or infinite; the checkpoint before stays
   * @throws CheckpointError when it can't be written, here or in another process; the checkpoint before stays
   */
  save(which: CheckpointName, training: Training, extra?: JsonObject): Promise<void>;
  /**
   * What a checkpoint says of itself, out of its header; `undefined` when there is none.
   *
   * @throws CheckpointError when a file of it is missing, cut off, or no checkpoint
   */
  info(which: CheckpointName): Promise<CheckpointInfo | undefined>;
  /**
   * Puts a training run back where the checkpoint was made: it goes on exactly as it would have then. It may have been
   * made by another number of processes: then noise and dropout are others from here on.
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
 * The files are safetensors, which other programs read too; `encodeCheckpoint` says what is in them. Several
 * processes write a file each, and `last.safetensors` is then the index that names them (`encodeShard`); all of
 * them must see the same folder.
 *
 * @param processes those that train together; absent where one trains alone
 * @example
 * ```ts
 * const saved = checkpoints('runs/first/checkpoints');
 * if (await saved.info('last')) await saved.restore('last', training);
 * for await (const { step } of train(task, training, options)) if (step % 100 === 0) await saved.save('last', training);
 * ```
 */
export function checkpoints(folder: string, processes?: Processes): Checkpoints {
  checkValue('checkpoints: the folder', folder, is.text);
  if (processes) checkOptions('checkpoints', processes, { communicator: is.record, replica: optional(is.count) });
  const path = (which: CheckpointName) => join(folder, `${which}.safetensors`);
  const after = inTurn();
  const several = processes && processes.communicator.size > 1 ? processes : undefined;
  const use = (which: CheckpointName, action: (checkpoint: Checkpoint) => Promise<void>) => {
    const work = () => useCheckpoint(path(which), action);
    return several ? together(several.communicator, `use the checkpoint ${path(which)}`, work) : work();
  };
  return {
    folder,
    path,
    save: (which, training, extra) =>
      after(() => {
        const request = { path: path(which), training, extra };
        return several ? saveTogether(request, several) : saveAlone(request);
      }),
    info: (which) => withCheckpoint(path(which), ({ info }) => Promise.resolve(info)).catch(undefinedIfMissing),
    restore: (which, training) => use(which, (checkpoint) => checkpoint.restore(training)),
    restoreParameters: (which, parameters) => use(which, (checkpoint) => checkpoint.restoreParameters(parameters)),
  };
}

function undefinedIfMissing(error: unknown): undefined {
  if (!isMissing(error)) throw error;
}

/** Two saves at once would write into the same file: each waits for the one before. */
function inTurn(): (action: () => Promise<void>) => Promise<void> {
  let last: Promise<void> = Promise.resolve();
  return (action) => (last = last.then(action, action));
}
