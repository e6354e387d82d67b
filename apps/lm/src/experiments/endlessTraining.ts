import { disposeParameters, evenShard, foldIn, initialize, key, type Optimizer } from '@outrageous/core';
import {
  adam,
  contiguousBatches,
  disposeTraining,
  startTraining,
  train,
  type TrainingReport,
} from '@outrageous/trainer';
import type { LanguageModel } from '../model/languageModel.js';
import { languageModelTask } from '../model/languageModelTask.js';
import { clippedOptimizer } from '../ranks/clippedOptimizer.js';
import { alone, type Team } from '../ranks/team.js';

/** What {@link endlessTraining} trains, and on what. */
export interface EndlessOptions {
  /** Its parameters are made from the seed 0 and freed by `dispose`. */
  readonly model: LanguageModel;
  /** The text; it is read from its start again after its end. */
  readonly ids: Int32Array;
  /** Streams that are read side by side, by all processes together. */
  readonly batch: number;
  /** Steps of time in a window. */
  readonly time: number;
  /** By default Adam with gradients of norm 1 at most, as `train` has it. */
  readonly optimizer?: Optimizer;
  /** The processes that train together, for whom the model was made; one that is alone where it isn't said. */
  readonly team?: Team;
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
export function endlessTraining({ model, ids, batch, time, ...options }: EndlessOptions): EndlessTraining {
  const { team = alone() } = options;
  const { optimizer = clippedOptimizer(adam({ learningRate: 1e-3 }), 1, team) } = options;
  const parameters = initialize(model.parameters, key(0));
  const task = team.strategy.task(languageModelTask(model, parameters));
  const streams = evenShard(batch, team.world);
  const batches = contiguousBatches(ids, { batch, time, streams });
  const training = startTraining(task, optimizer, streams);
  return {
    async run(steps, onReport) {
      const more = { optimizer, batches, steps: training.optimizer.step + steps, key: foldIn(key(0), 'training') };
      for await (const report of train(task, training, more)) await onReport?.(report);
    },
    dispose() {
      disposeTraining(training);
      disposeParameters(parameters);
    },
  };
}
