import { disposeParameters, key, type StateTree, type Task } from '@outrageous/core';
import { contiguousBatches, type Window } from '../data/contiguousBatches.js';
import { trainWith, type TrainOptions } from '../loop/train.js';
import { disposeTraining, startTraining, type Training } from '../loop/training.js';
import { adam } from '../optimizers/adam/adam.js';
import { clipByGlobalNorm } from '../optimizers/clipByGlobalNorm.js';
import { savedTensors } from '../checkpoint/savedTensors.js';
import { vocabularySize } from './tinyTask.js';

/** A text with a pattern, long enough for three windows of 2 × 4 tokens per epoch. */
const text = Int32Array.from({ length: 30 }, (_, i) => (i * i) % vocabularySize);

/** How tests train, unless they say otherwise. */
export function trialOptions(change: Partial<TrainOptions<Window>> = {}): TrainOptions<Window> {
  return {
    optimizer: clipByGlobalNorm(1, adam({ learningRate: 0.05 })),
    batches: contiguousBatches(text, { batch: 2, time: 4 }),
    key: key(5),
    steps: 5,
    ...change,
  };
}

/** A run before its first step, and all that it needs; freed afterwards. */
export async function withTrial<State extends StateTree>(
  task: Task<Window, State>,
  body: (training: Training<State>, task: Task<Window, State>) => Promise<void>,
  { optimizer, batches } = trialOptions(),
): Promise<void> {
  const training = startTraining(task, optimizer, batches.streams);
  try {
    await body(training, task);
  } finally {
    disposeTraining(training);
    disposeParameters(task.parameters);
  }
}

/** The losses of all steps up to number `steps`. */
export async function lossesOf<State extends StateTree>(
  task: Task<Window, State>,
  training: Training<State>,
  steps: number,
): Promise<number[]> {
  const losses: number[] = [];
  await trainWith(task, training, trialOptions({ steps }), ({ loss }) => losses.push(loss));
  return losses;
}

/** All numbers of a run, and its counters, to be compared bit for bit. */
export async function snapshot(training: Training): Promise<Record<string, unknown>> {
  const { tokens, optimizer } = training;
  // Some devices give their own memory, which an optimizer may write into: hence the copies.
  const tensors = savedTensors(training).map(async ({ name, read }) => [name, (await read().data()).slice()] as const);
  return { step: optimizer.step, tokens, ...Object.fromEntries(await Promise.all(tensors)) };
}
