import { dirname, join } from 'node:path';
import { CheckpointError } from '../checkpoint/checkpointError.js';
import { openCheckpoint, type Checkpoint, type CheckpointInfo } from '../checkpoint/openCheckpoint.js';
import { fileBytes } from './fileBytes.js';
import { isMissing, reasonOf } from './reasonOf.js';
import { withFiles } from './writeWhole.js';

/**
 * Uses a checkpoint that must be there.
 *
 * @throws CheckpointError when there is none, or it is broken
 */
export async function useCheckpoint(
  path: string,
  action: (checkpoint: Checkpoint) => Promise<void>,
): Promise<CheckpointInfo> {
  try {
    return await withCheckpoint(path, async (checkpoint) => {
      await action(checkpoint);
      return checkpoint.info;
    });
  } catch (error) {
    if (!isMissing(error)) throw error;
    throw new CheckpointError(`checkpoint: there is no ${path}; name the folder of a run that has saved one`);
  }
}

/**
 * Opens a checkpoint, and the files that it names, for as long as `use` takes.
 *
 * @throws ErrnoException `ENOENT` when there is none, and CheckpointError when it is broken
 */
export async function withCheckpoint<Result>(
  path: string,
  use: (checkpoint: Checkpoint) => Promise<Result>,
): Promise<Result> {
  return withFiles(async (open) => {
    const bytes = async (file: string) => fileBytes(await open(file), file);
    const shard = async (file: string) => {
      const beside = join(dirname(path), file);
      return bytes(beside).catch((error: unknown) => {
        throw isMissing(error) ? lacks(path, beside) : error;
      });
    };
    return use(await openCheckpoint(await bytes(path), shard));
  }).catch((error: unknown) => {
    if (isMissing(error) || (error as NodeJS.ErrnoException).code === undefined) throw error;
    throw new CheckpointError(`checkpoint: ${path} can't be opened: ${reasonOf(error)}`);
  });
}

function lacks(path: string, shard: string): CheckpointError {
  return new CheckpointError(
    `checkpoint: ${path} lacks a part: there is no ${shard}. Copy the whole folder again, or use another checkpoint; ` +
      'if a run saves there just now, try again',
  );
}
