import * as tf from '@tensorflow/tfjs-core';
import { gradientTensors, leaves, measureRouting, trainable, valueAndGradients } from '@outrageous/core';
import type { Context, Gradients, Optimizer, RoutingMetrics, StateTree, Task } from '@outrageous/core';
import { allPredictionsOf, type BatchHeader } from '../data/batches.js';
import { findCulprit, NonFiniteError } from './nonFiniteError.js';
import type { MixtureReport, TrainingReport } from './report.js';
import { checkCounted, checkOutput } from './contracts.js';
import { disposeReplaced } from './disposeReplaced.js';
import type { Training } from './training.js';

/** What a step reads back from the device. */
export type Measured = Pick<TrainingReport, 'loss' | 'perplexity' | 'mixtures'>;

/** What one step needs beside the task. */
export interface StepOptions<Batch extends BatchHeader> {
  readonly batch: Batch;
  readonly optimizer: Optimizer;
  readonly context: Context;
  /** Whether to read the loss and the metrics back. */
  readonly measured: boolean;
  /** Whether to look at the kinds and shapes of what the task gives: once is enough, since they follow from its code. */
  readonly isNew: boolean;
}

/**
 * One step: gradients, a look at the loss, the update. Moves `training` on.
 *
 * @throws NonFiniteError when the loss is measured and isn't finite; parameters and state are then as before
 */
export async function trainStep<Batch extends BatchHeader, State extends StateTree>(
  task: Task<Batch, State>,
  training: Training<State>,
  { optimizer, measured, ...given }: StepOptions<Batch>,
): Promise<Measured | undefined> {
  const step = training.optimizer.step + 1;
  const outcome = differentiate(task, training.recurrent, given);
  try {
    const measurement = measured ? await measure(outcome) : undefined;
    if (measurement) await requireFinite(measurement.loss, training, outcome.gradients);
    optimizer.update(outcome.gradients, training.optimizer, trainable(task.parameters));
    checkCounted(step, training.optimizer.step);
    moveOn(training, outcome.state, allPredictionsOf(given.batch));
    return measurement;
  } finally {
    disposeReplaced(outcome.state, training.recurrent);
    const gradients = [...outcome.gradients.values()].flatMap(gradientTensors);
    tf.dispose([outcome.total, outcome.loss, outcome.metrics, gradients]);
  }
}

/** What a batch gave; every tensor in it must be freed. */
interface Outcome<State extends StateTree> {
  readonly total: tf.Scalar;
  readonly loss: tf.Scalar;
  readonly state: State;
  readonly metrics: RoutingMetrics[];
  readonly gradients: Gradients;
}

function differentiate<Batch extends BatchHeader, State extends StateTree>(
  task: Task<Batch, State>,
  state: State,
  { batch, context, isNew }: Pick<StepOptions<Batch>, 'batch' | 'context' | 'isNew'>,
): Outcome<State> {
  const { value, gradients, extra } = valueAndGradients(() => {
    const output = task.forward(batch, state, context);
    if (isNew) checkOutput('train', output, state);
    const { loss, state: next, routings } = output;
    const mixtures = routings.map(measureRouting);
    const total = tf.addN<tf.Scalar>([loss, ...mixtures.map((mixture) => mixture.loss)]);
    return { loss: total, extra: { loss, state: next, metrics: mixtures.map(({ metrics }) => metrics) } };
  }, trainable(task.parameters));
  return { total: value, gradients, ...extra };
}

async function measure({ loss, metrics }: Pick<Outcome<StateTree>, 'loss' | 'metrics'>): Promise<Measured> {
  const [value] = await loss.data<'float32'>();
  return { loss: value, perplexity: Math.exp(value), mixtures: await Promise.all(metrics.map(readMixture)) };
}

async function readMixture({ importance, load, ...others }: RoutingMetrics): Promise<MixtureReport> {
  const read = Object.entries(others).map(async ([name, tensor]) => [name, await tensor.data<'float32'>()] as const);
  return {
    ...Object.fromEntries(await Promise.all(read)),
    importance: await importance.data<'float32'>(),
    load: await load.data<'float32'>(),
  };
}

async function requireFinite(loss: number, { parameters, optimizer }: Training, gradients: Gradients): Promise<void> {
  if (Number.isFinite(loss)) return;
  throw new NonFiniteError(optimizer.step + 1, `the loss is ${loss}`, await findCulprit(leaves(parameters), gradients));
}

function moveOn<State extends StateTree>(training: Training<State>, state: State, predictions: number): void {
  disposeReplaced(training.recurrent, state);
  training.recurrent = state;
  training.tokens += predictions;
}
