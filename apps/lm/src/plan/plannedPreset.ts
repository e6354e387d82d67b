import { mixture } from '@outrageous/experts';
import { type JoinedMixture, plannedModel, type PlannedModel } from '@outrageous/parallel';
import { embedding } from '../model/embedding.js';
import type { LanguageModel } from '../model/languageModel.js';
import type { Preset } from '../presets/preset.js';
import { presetModel } from '../presets/presetModel.js';

/** The words of a model that is planned. */
export interface PlannedWords {
  /** How many it knows. */
  readonly vocabulary: number;
  /** How many a prediction is compared with, where the softmax is sampled; all where it isn't said. */
  readonly softmaxSamples?: number;
}

/**
 * What the planner has to know of a preset. Allocates nothing.
 *
 * @example
 * ```ts
 * plannedPreset(findPreset('moe-131072-h'), { vocabulary: 10_000 });
 * ```
 */
export function plannedPreset(preset: Preset, { vocabulary, softmaxSamples }: PlannedWords): PlannedModel {
  const mixtures: JoinedMixture[] = [];
  const model = presetModel(preset, vocabulary, {
    mixture(gate, pool) {
      mixtures.push({ gate, pool });
      return mixture(gate, pool);
    },
  });
  const described = softmaxSamples === undefined ? model : withSampledSoftmax(model, softmaxSamples);
  return plannedModel(described, preset.width, mixtures);
}

/** The words' vectors in the softmax are then used as those of the embedding are: few of them in a step (appendix C.1). */
function withSampledSoftmax({ vocabulary, width, trunk }: LanguageModel, samples: number) {
  const words = embedding(vocabulary, width).parameters;
  return {
    parameters: { embedding: words, trunk: trunk.parameters, softmax: words },
    operations: trunk.operations + width * samples,
  };
}
