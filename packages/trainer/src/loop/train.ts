import * as tf from '@tensorflow/tfjs-core';
import { foldIn, treeTensors } from '@outrageous/core';
import type { Key, Optimizer, StateTree, Task } from '@outrageous/core';
import { checkOptions, optional } from '@outrageous/core/options';
import * as is from '@outrageous/core/options';
import type { Batches, BatchHeader } from '../data/batches.js';
import type { Schedule } from '../schedules/schedules.js';
import { breathe } from './breathe.js';
import { checkBatch, checkBatches } from './contracts.js';
import type { TrainingReport } from './report.js';
import type { Training } from './training.js';
import { trainStep } from './trainStep.js';

/** How training goes. */
export interface TrainOptions<Batch extends BatchHeader> {
  /** What changes the parameters; its state is in the training. */
  readonly optimizer: Optimizer;
  /** What is learned from, batch by batch. */
  readonly batches: Batches<Batch>;
  /** Steps from the very first one: a run that is resumed after 300 of 1,000 steps does 700. */
  readonly steps: number;
  /** All randomness of training; step n draws from `foldIn(key, n − 1)`. */
  readonly key: Key;
  /** For the reports: the optimizer has its own. */
  readonly learningRate?: Schedule;
  /** A report is read back from the device, and yielded, after every so many steps and after the last; default 1. */
  readonly metricsEvery?: number;
  /** Stops training between two steps. */
  readonly signal?: AbortSignal;
}

/**
 * Trains a task, step by step, and yields a report of each.
 *
 * `training` moves on in place and always stands between two steps while the generator waits, so it
 * may be saved from inside the loop, or after it. The loss of a step is looked at before the step's
 * update, so a step that fails changes nothing.
 *
 * @throws NonFiniteError when a loss that is read is NaN or infinite
 * @throws TypeError or RangeError at once, when an option is unknown, missing, or another value than it may be
 * @throws TypeError in the first step, when data, task or optimizer give something else than their contracts say
 * @example
 * ```ts
 * for await (const { step, perplexity } of train(task, training, { optimizer, batches, steps: 100, key: key(0) })) {
 *   console.error(step, perplexity);
 * }
 * ```
 */
export function train<Batch extends BatchHeader, State extends StateTree>(
  task: Task<Batch, State>,
  training: Training<State>,
  options: TrainOptions<Batch>,
): AsyncGenerator<TrainingReport, void, void> {
  return reports(task, training, checkOptions('train', options, kinds));
}

const kinds = {
  optimizer: is.optimizer,
  batches: is.record,
  steps: is.count,
  key: is.key,
  learningRate: optional(is.callback),
  metricsEvery: optional(is.size),
  signal: optional(is.record),
};

async function* reports<Batch extends BatchHeader, State extends StateTree>(
  task: Task<Batch, State>,
  training: Training<State>,
  { batches, steps, key, optimizer, learningRate, metricsEvery = 1, signal }: TrainOptions<Batch>,
): AsyncGenerator<TrainingReport, void, void> {
  checkBatches('train', batches);
  const watch = stopwatch(training.tokens);
  let isNew = true;
  while (training.optimizer.step < steps && !signal?.aborted) {
    const before = training.optimizer.step;
    const step = before + 1;
    const batch = batches.batchAt(before);
    if (isNew) checkBatch('train', batch);
    if (batch.first) beginSequences(task, training, batches.streams);
    const context = { training: true, key: foldIn(key, before) };
    const measured = step % metricsEvery === 0 || step === steps;
    const measurement = await trainStep(task, training, { batch, optimizer, context, measured, isNew });
    isNew = false;
    if (measurement) {
      const { tokens } = training;
      const tokensPerSecond = watch.tokensPerSecond(tokens);
      yield { step, epoch: batch.epoch, tokens, ...measurement, learningRate: learningRate?.(step), tokensPerSecond };
      watch.start();
    }
    await breathe();
  }
}

/**
 * {@link train} with a callback instead of a loop.
 *
 * @param onReport may be asynchronous; the next step waits for it
 * @example
 * ```ts
 * await trainWith(task, training, { optimizer, batches, steps: 100, key: key(0) }, ({ loss }) => losses.push(loss));
 * ```
 */
export async function trainWith<Batch extends BatchHeader, State extends StateTree>(
  task: Task<Batch, State>,
  training: Training<State>,
  options: TrainOptions<Batch>,
  onReport: (report: TrainingReport) => unknown,
): Promise<void> {
  for await (const report of train(task, training, options)) await onReport(report);
}

/** Sequences that begin find no state but zeros. */
function beginSequences<State extends StateTree>(
  task: Pick<Task<never, State>, 'zeroState'>,
  training: Training<State>,
  streams: number,
): void {
  tf.dispose(treeTensors(training.recurrent));
  training.recurrent = task.zeroState(streams);
}

/** Counts tokens and the time that the loop itself takes. */
function stopwatch(tokens: number): { start(): void; tokensPerSecond(now: number): number } {
  let started = performance.now();
  let before = tokens;
  return {
    start: () => (started = performance.now()),
    tokensPerSecond(now) {
      const rate = ((now - before) * 1000) / Math.max(performance.now() - started, 1e-3);
      before = now;
      return rate;
    },
  };
}
