import { foldIn, initialize, key, leaves } from '@outrageous/core';
import {
  adam,
  clipByGlobalNorm,
  contiguousBatches,
  disposeTraining,
  startTraining,
  train,
  type TrainingReport,
  type Vocabulary,
} from '@outrageous/trainer';
import { languageModelTask } from '../model/languageModelTask.js';
import { findPreset } from '../presets/presets.js';
import { presetModel } from '../presets/presetModel.js';

/** Words to train on. */
export interface Words {
  readonly vocabulary: Vocabulary;
  readonly ids: Int32Array;
}

/** A training run that goes on for as many steps as it is asked to. */
export interface EndlessTraining {
  /** Does so many more steps. */
  run(steps: number, onReport?: (report: TrainingReport) => unknown): Promise<void>;
  dispose(): void;
}

/** Begins to train a preset, with the batches of `train`: 32 streams × 20 words. */
export function endlessTraining(preset: string, { vocabulary, ids }: Words): EndlessTraining {
  const model = presetModel(findPreset(preset), vocabulary.size, { dropout: 0.1 });
  const parameters = initialize(model.parameters, key(0));
  const task = languageModelTask(model, parameters);
  const batches = contiguousBatches(ids, { batch: 32, time: 20 });
  const optimizer = clipByGlobalNorm(1, adam({ learningRate: 1e-3 }));
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
