import type { Vocabulary } from '@outrageous/trainer';
import { findPreset } from '../presets/presets.js';
import { presetModel } from '../presets/presetModel.js';
import { type EndlessTraining, endlessTraining } from './endlessTraining.js';

/** Words to train on. */
export interface Words {
  readonly vocabulary: Vocabulary;
  readonly ids: Int32Array;
}

/** Begins to train a preset, with the batches of `train`: 32 streams × 20 words. */
export function presetTraining(preset: string, { vocabulary, ids }: Words): EndlessTraining {
  const model = presetModel(findPreset(preset), vocabulary.size, { dropout: 0.1 });
  return endlessTraining({ model, ids, batch: 32, time: 20 });
}
