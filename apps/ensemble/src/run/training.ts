import {
  disposeParameters,
  initialize,
  type Key,
  type ParameterSpecs,
  type ParameterTree,
  type Task,
} from '@outrageous/core';
import {
  adam,
  type Batches,
  type BatchHeader,
  clipByGlobalNorm,
  disposeTraining,
  linearCooldown,
  startTraining,
  train,
  warmupInverseSquareRoot,
} from '@outrageous/trainer';

/** What is trained, on what, and for how long. */
export interface TrainingOptions<Batch extends BatchHeader> {
  /** For the lines that say how it goes. */
  readonly name: string;
  readonly task: Task<Batch>;
  readonly batches: Batches<Batch>;
  readonly steps: number;
  /** The peak of the learning rate. */
  readonly learningRate: number;
  readonly key: Key;
}

/** How often a line is written. */
const LINES = 10;

/**
 * Trains as `outrageous-lm train` does: Adam, gradients of norm 1 at most, a warm-up of a tenth of the steps, and a rate
 * that falls to zero over the second half.
 */
export async function trainToTheEnd<Batch extends BatchHeader>(options: TrainingOptions<Batch>): Promise<void> {
  const { name, task, batches, steps, learningRate: peak } = options;
  const warmup = Math.ceil(steps / 10);
  const learningRate = linearCooldown(warmupInverseSquareRoot({ peak, warmup }), { steps, share: 0.5 });
  const optimizer = clipByGlobalNorm(1, adam({ learningRate }));
  const training = startTraining(task, optimizer, batches.streams);
  const metricsEvery = Math.ceil(steps / LINES);
  try {
    const plan = { optimizer, batches, steps, key: options.key, metricsEvery };
    for await (const { step, perplexity, tokensPerSecond } of train(task, training, plan)) {
      const pace = `${Math.round(tokensPerSecond)} words/s`;
      process.stderr.write(
        `${name}: step ${step} of ${steps}, training perplexity ${perplexity.toFixed(1)}, ${pace}\n`,
      );
    }
  } finally {
    disposeTraining(training);
  }
}

/** Gives a model parameters for as long as some work takes. */
export async function withParameters<Result>(
  specs: ParameterSpecs,
  from: Key,
  work: (parameters: ParameterTree) => Promise<Result>,
): Promise<Result> {
  const parameters = initialize(specs, from);
  try {
    return await work(parameters);
  } finally {
    disposeParameters(parameters);
  }
}
