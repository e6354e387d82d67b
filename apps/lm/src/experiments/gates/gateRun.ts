import { disposeParameters, foldIn, initialize, type Key, key, type Task } from '@outrageous/core';
import {
  contiguousBatches,
  disposeTraining,
  evaluate,
  startTraining,
  trainWith,
  type Vocabulary,
  type Window,
} from '@outrageous/trainer';
import type { TextData } from '../../corpus/textData.js';
import { languageModelTask } from '../../model/languageModelTask.js';
import { withBalance } from '../../model/withBalance.js';
import type { ComparedGate } from './comparedGates.js';
import { gateModel, gateOptimizer, window } from './gateModel.js';
import type { GateResult } from './gateResult.js';

/** A text with its words. */
export interface GateText {
  readonly vocabulary: Vocabulary;
  readonly data: TextData;
}

/** One run. */
export interface GateRun {
  readonly gate: ComparedGate;
  readonly seed: number;
  readonly steps: number;
}

/** Trains the model with a gate, and measures it on the parts of the text that it wasn't trained on. */
export async function runGate(run: GateRun, { vocabulary, data }: GateText): Promise<GateResult> {
  const { gate, seed, steps } = run;
  const model = gateModel(gate, vocabulary.size);
  const parameters = initialize(model.parameters, foldIn(key(seed), 'parameters'));
  const task = languageModelTask(model, parameters);
  await trainOn(data.train, { ...run, task, key: foldIn(key(seed), 'training') });
  const validation = await validate(task, data.validation);
  const { perplexity } = await evaluate(task, heldOut(data.test));
  disposeParameters(parameters);
  return { gate: gate.name, seed, steps, validation, test: { perplexity } };
}

interface TrainedRun extends GateRun {
  readonly task: Task<Window>;
  readonly key: Key;
}

async function trainOn(ids: Int32Array, { gate, seed, steps, task, key }: TrainedRun): Promise<void> {
  const optimizer = gateOptimizer(steps);
  const batches = contiguousBatches(ids, window);
  const training = startTraining(task, optimizer, batches.streams);
  await trainWith(task, training, { optimizer, batches, steps, key, metricsEvery: 100 }, ({ step, perplexity }) =>
    process.stderr.write(`${gate.name}, seed ${seed}, step ${step}: perplexity ${perplexity.toFixed(1)}\n`),
  );
  disposeTraining(training);
}

async function validate(task: Task<Window>, ids: Int32Array): Promise<GateResult['validation']> {
  const watched = withBalance(task);
  const { perplexity } = await evaluate(watched, heldOut(ids));
  const [balance] = await watched.balance();
  return { perplexity, balance };
}

function heldOut(ids: Int32Array) {
  return contiguousBatches(ids, { ...window, remainder: 'pad' });
}
