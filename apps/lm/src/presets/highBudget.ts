import type { Preset } from './preset.js';
import { sandwich, twoLevels } from './sandwich.js';

const width = 1024;

/** The paper's models with larger budgets of operations, on the 1-Billion-Word benchmark (appendix C.2). */
export const highBudget: readonly Preset[] = [
  {
    name: 'moe-34m',
    summary: '16 × 64 experts of hidden 2048, 2 × 2 active',
    width,
    paper: { perplexity: 31.3 },
    trunk: (options) =>
      sandwich({ width }, [twoLevels({ width, groups: 16, perGroup: 64, hidden: 2048, k: 2 }, options)], options),
  },
  {
    name: 'moe-143m',
    summary: 'LSTMs of 4096 cells with projections, 16 × 16 experts of hidden 8192, 2 × 2 active',
    width,
    paper: { perplexity: 28.0 },
    trunk: (options) =>
      sandwich(
        { width, cells: 4096 },
        [twoLevels({ width, groups: 16, perGroup: 16, hidden: 8192, k: 2 }, options)],
        options,
      ),
  },
];
