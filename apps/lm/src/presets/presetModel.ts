import type { BalanceWeights } from '@outrageous/gating';
import { languageModel, type LanguageModel } from '../model/languageModel.js';
import { balanceOf, type Preset, type TrunkOptions } from './preset.js';

/** What {@link presetModel} may be told. */
export interface PresetModelOptions extends Pick<TrunkOptions, 'mixture'> {
  /** The share of each layer's output that is dropped while training; 0 where it isn't said. */
  readonly dropout?: number;
  /** The weights of the balancing losses; the preset's where they aren't said. */
  readonly balance?: BalanceWeights;
}

/**
 * The language model of a preset. Allocates nothing.
 *
 * @param vocabulary how many words it knows
 * @example
 * ```ts
 * const model = presetModel(findPreset('moe-256-h'), 10_000, { dropout: 0.1 });
 * ```
 */
export function presetModel(
  preset: Preset,
  vocabulary: number,
  { dropout = 0, balance, mixture }: PresetModelOptions = {},
): LanguageModel {
  const trunk = preset.trunk({ dropout, balance: balanceOf(preset, balance), mixture });
  return languageModel({ vocabulary, width: preset.width, dropout, trunk });
}
