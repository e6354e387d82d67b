import * as tf from '@tensorflow/tfjs-core';
import type { Communicator } from '@outrageous/core';
import { CheckpointError } from '../checkpoint/checkpointError.js';

/**
 * Every process does its part, and goes on when all have done theirs; where one can't, none goes on.
 *
 * @param what they do, for messages: `write the checkpoint runs/a/last.safetensors`
 * @throws what `work` throws, and CheckpointError where it succeeded here, but not in another process
 */
export async function together<Result>(
  communicator: Communicator,
  what: string,
  work: () => Promise<Result>,
): Promise<Result> {
  const [outcome] = await Promise.allSettled([work()]);
  const failed = await sumOver(communicator, outcome.status === 'rejected' ? 1 : 0);
  if (outcome.status === 'rejected') throw outcome.reason;
  if (failed === 0) return outcome.value;
  throw new CheckpointError(
    `checkpoint: ${failed} of ${communicator.size} processes can't ${what}; their own messages say why`,
  );
}

async function sumOver(communicator: Communicator, count: number): Promise<number> {
  const own = tf.scalar(count, 'int32');
  return readAndDispose(own, communicator.allReduce(own).wait());
}

/** A number that no other checkpoint has, the same in every process. */
export async function drawTogether(communicator: Communicator): Promise<number> {
  const own = tf.scalar(Math.floor(Math.random() * 2 ** 31), 'int32');
  return readAndDispose(own, communicator.broadcast(own, 0).wait());
}

async function readAndDispose(own: tf.Tensor, agreed: tf.Tensor): Promise<number> {
  const [value] = await agreed.data();
  tf.dispose([own, agreed]);
  return value;
}
