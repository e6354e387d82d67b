import { foldIn, initialize, key, type ParameterTree, type Task } from '@outrageous/core';
import type { Window } from '@outrageous/trainer';
import type { LanguageModel } from '../model/languageModel.js';
import { languageModelTask } from '../model/languageModelTask.js';
import type { TrainConfig } from '../options/trainOptions.js';
import { presetModel } from '../presets/presetModel.js';
import type { Preset } from '../presets/preset.js';
import { alone } from '../ranks/team.js';

/** A model with its parameters. */
export interface BuiltTask {
  readonly model: LanguageModel;
  readonly parameters: ParameterTree;
  readonly task: Task<Window>;
}

/** What {@link buildTask} goes by. */
export interface BuildConfig extends Pick<TrainConfig, 'dropout' | 'importanceWeight' | 'loadWeight' | 'seed'> {
  /** How many the model knows. */
  readonly words: number;
}

/**
 * Allocates the model of a preset as a configuration has it, with the initial values of its seed.
 *
 * @param team the processes that share it; one that is alone where it isn't said
 */
export function buildTask(preset: Preset, config: BuildConfig, { strategy } = alone()): BuiltTask {
  const { words, dropout, importanceWeight, loadWeight, seed } = config;
  const balance = { importance: importanceWeight, load: loadWeight };
  const { mixture } = strategy;
  const model = presetModel(preset, words, { dropout, balance, mixture });
  const parameters = initialize(model.parameters, foldIn(key(seed), 'parameters'));
  return { model, parameters, task: strategy.task(languageModelTask(model, parameters)) };
}
