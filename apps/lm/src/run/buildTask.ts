import { foldIn, initialize, key, type ParameterTree, type Task } from '@outrageous/core';
import type { Window } from '@outrageous/trainer';
import type { LanguageModel } from '../model/languageModel.js';
import { languageModelTask } from '../model/languageModelTask.js';
import type { TrainConfig } from '../options/trainOptions.js';
import { presetModel } from '../presets/presetModel.js';
import { findPreset } from '../presets/presets.js';

/** A model with its parameters. */
export interface BuiltTask {
  readonly model: LanguageModel;
  readonly parameters: ParameterTree;
  readonly task: Task<Window>;
}

/** Allocates the model of a configuration, with the initial values of its seed. */
export function buildTask(config: TrainConfig, words: number): BuiltTask {
  const { dropout, importanceWeight, loadWeight, seed } = config;
  const balance = { importance: importanceWeight, load: loadWeight };
  const model = presetModel(findPreset(config.preset), words, { dropout, balance });
  const parameters = initialize(model.parameters, foldIn(key(seed), 'parameters'));
  return { model, parameters, task: languageModelTask(model, parameters) };
}
