import type { Communicator, Task } from '@outrageous/core';
import {
  type Batches,
  evaluate,
  type EvaluateOptions,
  type Evaluation,
  NonFiniteError,
  type Window,
} from '@outrageous/trainer';
import type { KnownEvaluation, UnknownWatch } from './unknownWords.js';
import { type MixtureBalance, withBalance } from './withBalance.js';

/** How well a language model does on a text. */
export interface TextEvaluation extends Evaluation, KnownEvaluation {
  /** The balance of each mixture over the whole text. */
  readonly mixtures: readonly MixtureBalance[];
}

/** A task, and what watches its evaluation. */
export interface WatchedTask {
  readonly task: Task<Window>;
  readonly unknown: UnknownWatch;
}

/** How {@link evaluateText} goes. */
export interface TextOptions extends EvaluateOptions {
  /** The processes that share the batches; one that is alone where it isn't said. */
  readonly world?: Communicator;
}

/** Reads a text once: loss, perplexity, unknown words, and the balance of the experts. */
export async function evaluateText(
  { task, unknown }: WatchedTask,
  batches: Batches<Window>,
  { world, ...options }: TextOptions = {},
): Promise<TextEvaluation> {
  const watched = withBalance(task, world);
  const evaluation = await evaluate(watched, batches, options);
  const known = await unknown.report(evaluation, world);
  return { ...evaluation, ...known, mixtures: await watched.balance() };
}

/** @throws NonFiniteError where a loss is NaN or infinite, so that nothing may be called good by it */
export function requireFiniteLoss({ loss }: Evaluation, step: number, text: string): void {
  if (Number.isFinite(loss)) return;
  throw new NonFiniteError(step, `the loss on ${text} is ${loss}`);
}
