import { foldIn, initialize, key, type ParameterTree } from '@outrageous/core';
import type { Vocabulary } from '@outrageous/trainer';
import type { WatchedTask } from '../model/evaluateText.js';
import type { LanguageModel } from '../model/languageModel.js';
import { languageModelTask } from '../model/languageModelTask.js';
import { watchUnknown } from '../model/unknownWords.js';
import type { TrainConfig } from '../options/trainOptions.js';
import { presetModel } from '../presets/presetModel.js';
import type { Preset } from '../presets/preset.js';
import { alone } from '../ranks/team.js';

/** A model with its parameters. */
export interface BuiltTask extends WatchedTask {
  readonly model: LanguageModel;
  readonly parameters: ParameterTree;
}

/** What {@link buildTask} goes by. */
export interface BuildConfig extends Pick<TrainConfig, 'dropout' | 'importanceWeight' | 'loadWeight' | 'seed'> {
  /** What the model knows. */
  readonly vocabulary: Pick<Vocabulary, 'size' | 'unknown'>;
}

/**
 * Allocates the model of a preset as a configuration has it, with the initial values of its seed.
 *
 * @param team the processes that share it; one that is alone where it isn't said
 */
export function buildTask(preset: Preset, config: BuildConfig, { strategy } = alone()): BuiltTask {
  const { vocabulary, dropout, importanceWeight, loadWeight, seed } = config;
  const balance = { importance: importanceWeight, load: loadWeight };
  const { mixture } = strategy;
  const model = presetModel(preset, vocabulary.size, { dropout, balance, mixture });
  const parameters = initialize(model.parameters, foldIn(key(seed), 'parameters'));
  const unknown = watchUnknown(vocabulary.unknown);
  return { model, parameters, unknown, task: strategy.task(languageModelTask(model, parameters, unknown)) };
}
