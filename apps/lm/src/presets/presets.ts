import { didYouMean } from '@outrageous/core/options';
import { calledAs } from '../calledAs.js';
import { UsageError } from '../usageError.js';
import { eightMillion } from './eightMillion.js';
import { highBudget } from './highBudget.js';
import { hundredBillionWords } from './hundredBillionWords.js';
import type { Preset } from './preset.js';
import { small } from './small.js';

/** All language models of the paper, and small ones of the same kinds. */
export const presets: readonly Preset[] = [...eightMillion, ...highBudget, ...hundredBillionWords, ...small];

/**
 * The preset of a name.
 *
 * @throws UsageError when there is none, with the nearest names
 */
export function findPreset(name: string): Preset {
  const found = presets.find((preset) => preset.name === name.toLowerCase());
  if (found) return found;
  const guess = didYouMean(
    name,
    presets.map((preset) => preset.name),
  );
  throw new UsageError(`there is no preset '${name}'${guess}; '${calledAs()} presets' lists them all`);
}
