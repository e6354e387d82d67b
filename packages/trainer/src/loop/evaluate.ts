import type * as tf from '@tensorflow/tfjs-core';
import { disposeTree, key as keyOf, tidyTree } from '@outrageous/core';
import type { Context, StateTree, Task } from '@outrageous/core';
import { checkOptions, optional } from '@outrageous/core/options';
import * as is from '@outrageous/core/options';
import { allPredictionsOf, type Batches, type BatchHeader } from '../data/batches.js';
import { breathe } from './breathe.js';
import { checkBatch, checkBatches, checkedZeroState, checkOutput } from './contracts.js';
import { disposeReplaced } from './disposeReplaced.js';

/** How well a task does on data that it isn't trained on. */
export interface Evaluation {
  /** Mean cross-entropy over all predictions, in nats. */
  readonly loss: number;
  /** exp(loss) */
  readonly perplexity: number;
  /** Predictions made. */
  readonly tokens: number;
}

/** How an evaluation goes. */
export interface EvaluateOptions {
  /** Called after every batch, with how many are done; may be asynchronous. */
  readonly onProgress?: (done: number, total: number) => unknown;
  /** Ends the evaluation early; what was seen so far counts. */
  readonly signal?: AbortSignal;
}

/**
 * The loss and perplexity over one pass through the data, in evaluation mode: no noise, no dropout,
 * state carried from batch to batch, every prediction of equal weight.
 *
 * With `contiguousBatches(ids, { …, remainder: 'pad' })`, each token but the first is predicted exactly once.
 *
 * @throws TypeError when there is no such option, and at the first batch, when data or task give something else than their contracts say
 * @example
 * ```ts
 * const { perplexity } = await evaluate(task, contiguousBatches(ids, { batch: 8, time: 20, remainder: 'pad' }));
 * ```
 */
export async function evaluate<Batch extends BatchHeader, State extends StateTree>(
  task: Task<Batch, State>,
  batches: Batches<Batch>,
  options: EvaluateOptions = {},
): Promise<Evaluation> {
  const { onProgress, signal } = checkOptions('evaluate', options, kinds);
  checkBatches('evaluate', batches);
  const total = batches.windowsPerEpoch;
  let state = checkedZeroState('evaluate', task.zeroState(batches.streams), batches.streams);
  let [sum, tokens] = [0, 0];
  try {
    for (let done = 0; done < total && !signal?.aborted; done++) {
      const batch = batches.batchAt(done);
      if (done === 0) checkBatch('evaluate', batch);
      const { loss, next } = forward(task, { batch, isNew: done === 0 }, state);
      disposeReplaced(state, next);
      state = next;
      sum += (await readAndDispose(loss)) * allPredictionsOf(batch);
      tokens += allPredictionsOf(batch);
      await onProgress?.(done + 1, total);
      await breathe();
    }
  } finally {
    disposeTree(state);
  }
  return { loss: sum / tokens, perplexity: Math.exp(sum / tokens), tokens };
}

const kinds = { onProgress: optional(is.callback), signal: optional(is.record) };

/** The key is never drawn from: nothing is random in evaluation. */
const evaluation: Context = { training: false, key: keyOf(0) };

function forward<Batch, State extends StateTree>(
  task: Task<Batch, State>,
  { batch, isNew }: { readonly batch: Batch; readonly isNew: boolean },
  state: State,
): { loss: tf.Scalar; next: State } {
  return tidyTree(() => {
    const output = task.forward(batch, state, evaluation);
    if (isNew) checkOutput('evaluate', output, state);
    const { loss, state: next } = output;
    return { loss, next };
  });
}

async function readAndDispose(scalar: tf.Scalar): Promise<number> {
  const [value] = await scalar.data();
  scalar.dispose();
  return value;
}
