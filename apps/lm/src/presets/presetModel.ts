import { languageModel, type LanguageModel } from '../model/languageModel.js';
import { paperBalance, type Preset, type TrunkOptions } from './preset.js';

/** The language model of a preset; what isn't said is as the preset says. Allocates nothing. */
export function presetModel(preset: Preset, vocabulary: number, options: Partial<TrunkOptions> = {}): LanguageModel {
  const { dropout = 0, balance = preset.balance ?? paperBalance } = options;
  return languageModel({ vocabulary, width: preset.width, dropout, trunk: preset.trunk({ dropout, balance }) });
}
