import type { PaperFigures, Preset } from './preset.js';
import { sandwich, twoLevels } from './sandwich.js';

const width = 512;
const hidden = 1024;

/**
 * The paper's models for the corpus of 100 billion words (appendix D): the 8-million-operations family again,
 * with other branching. Where a size stands in both families, this one's name ends in `-100b`.
 */
export const hundredBillionWords: readonly Preset[] = [
  preset('moe-256-h-100b', 32, 256),
  preset('moe-1024-h-100b', 32, 1024),
  preset('moe-4096-h-100b', 64, 4096),
  preset('moe-16384-h', 128, 16_384),
  preset('moe-65536-h', 256, 65_536),
  preset('moe-131072-h', 256, 131_072, { parameters: '137.6B' }),
];

function preset(name: string, groups: number, experts: number, paper: PaperFigures = {}): Preset {
  const perGroup = experts / groups;
  return {
    name,
    summary: `${groups} × ${perGroup} experts, 2 × 2 active`,
    width,
    paper,
    trunk: (options) => sandwich({ width }, [twoLevels({ width, groups, perGroup, hidden, k: 2 }, options)], options),
  };
}
