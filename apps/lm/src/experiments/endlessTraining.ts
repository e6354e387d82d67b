import { foldIn, initialize, key, leaves, type Optimizer } from '@outrageous/core';
import {
  adam,
  clipByGlobalNorm,
  contiguousBatches,
  disposeTraining,
  startTraining,
  train,
  type TrainingReport,
} from '@outrageous/trainer';
import type { LanguageModel } from '../model/languageModel.js';
import { languageModelTask } from '../model/languageModelTask.js';

/** What {@link endlessTraining} trains, and on what. */
export interface EndlessOptions {
  /** Its parameters are made from the seed 0 and freed by `dispose`. */
  readonly model: LanguageModel;
  /** The text; it is read from its start again after its end. */
  readonly ids: Int32Array;
  /** Streams that are read side by side. */
  readonly batch: number;
  /** Steps of time in a window. */
  readonly time: number;
  /** By default Adam with gradients of norm 1 at most, as `train` has it. */
  readonly optimizer?: Optimizer;
}

/** A training run that goes on for as many steps as it is asked to. */
export interface EndlessTraining {
  /** Does so many more steps. */
  run(steps: number, onReport?: (report: TrainingReport) => unknown): Promise<void>;
  dispose(): void;
}

/**
 * Begins to train a model whose steps are to be measured.
 *
 * @example
 * ```ts
 * const training = endlessTraining({ model, ids, batch: 32, time: 20 });
 * await training.run(10);
 * training.dispose();
 * ```
 */
export function endlessTraining({ model, ids, optimizer = usual(), ...sizes }: EndlessOptions): EndlessTraining {
  const parameters = initialize(model.parameters, key(0));
  const task = languageModelTask(model, parameters);
  const batches = contiguousBatches(ids, sizes);
  const training = startTraining(task, optimizer, batches.streams);
  return {
    async run(steps, onReport) {
      const options = { optimizer, batches, steps: training.optimizer.step + steps, key: foldIn(key(0), 'training') };
      for await (const report of train(task, training, options)) await onReport?.(report);
    },
    dispose() {
      disposeTraining(training);
      for (const parameter of leaves(parameters)) parameter.dispose();
    },
  };
}

function usual(): Optimizer {
  return clipByGlobalNorm(1, adam({ learningRate: 1e-3 }));
}
