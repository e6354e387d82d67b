import { poolSizes } from '../presets/poolSizes.js';
import type { Preset } from '../presets/preset.js';

/**
 * How many of some ranks hold a preset's experts once between them: all, as in the paper, unless there are fewer experts
 * than ranks; then the largest number that divides the ranks into groups of equal size.
 */
export function expertRanksOf(preset: Preset, ranks: number): number {
  const most = Math.min(ranks, ...poolSizes(preset));
  const divisors = Array.from({ length: most }, (_, i) => i + 1).filter((count) => ranks % count === 0);
  return Math.max(...divisors);
}
