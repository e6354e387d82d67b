import { feedForwardNetwork } from '@outrageous/experts';
import { alwaysOn, trunk } from '../model/trunk.js';
import type { PaperFigures, Preset } from './preset.js';
import { flat, lstmLayer, sandwich, twoLevels } from './sandwich.js';

const width = 512;
const hidden = 1024;

/** The paper's models of 8 million operations per time step, on the 1-Billion-Word benchmark (appendix C.1, table 7). */
export const eightMillion: readonly Preset[] = [
  {
    name: '4xlstm-512',
    summary: 'four LSTM layers, no mixture',
    width,
    paper: { operations: '8.4M', parameters: '8.4M', perplexity: 46.0 },
    trunk: (options) => sandwich({ width }, [lstmLayer({ width }, options), lstmLayer({ width }, options)], options),
  },
  {
    name: 'lstm-2048-512',
    summary: 'one LSTM of 2048 cells with a projection, no mixture',
    width,
    paper: { operations: '9.4M', parameters: '9.4M', perplexity: 44.7 },
    trunk: (options) => trunk([lstmLayer({ width, cells: 2048 }, options)], options.dropout),
  },
  {
    name: 'moe-1-wide',
    summary: 'one always-on expert with a hidden layer of 4096',
    width,
    paper: { operations: '8.4M', parameters: '8.4M', perplexity: 46.1 },
    trunk: (options) =>
      sandwich({ width }, [alwaysOn(feedForwardNetwork({ width, hidden: 4 * hidden }), width)], options),
  },
  {
    name: 'moe-1-deep',
    summary: 'one always-on expert with four hidden layers of 1024',
    width,
    paper: { operations: '8.4M', parameters: '8.4M', perplexity: 45.7 },
    trunk: (options) =>
      sandwich({ width }, [alwaysOn(feedForwardNetwork({ width, hidden: Array(4).fill(hidden) }), width)], options),
  },
  flatPreset(4, { operations: '8.4M', parameters: '8.4M', perplexity: 45.0 }),
  flatPreset(32, { operations: '8.4M', parameters: '37.8M', perplexity: 39.7 }),
  flatPreset(256, { operations: '8.6M', parameters: '272.9M', perplexity: 35.7 }),
  hierarchicalPreset(16, { operations: '8.4M', parameters: '272.9M', perplexity: 36.0 }),
  hierarchicalPreset(64, { perplexity: 34.6 }),
  hierarchicalPreset(256, { operations: '8.9M', parameters: '4303.4M', perplexity: 34.1 }),
];

function flatPreset(experts: number, paper: PaperFigures): Preset {
  return {
    name: `moe-${experts}`,
    summary: `${experts} experts, 4 active`,
    width,
    paper,
    trunk: (options) => sandwich({ width }, [flat({ width, experts, hidden, k: 4 }, options)], options),
  };
}

function hierarchicalPreset(perGroup: number, paper: PaperFigures): Preset {
  const groups = 16;
  return {
    name: `moe-${groups * perGroup}-h`,
    summary: `${groups} × ${perGroup} experts, 2 × 2 active`,
    width,
    paper,
    trunk: (options) => sandwich({ width }, [twoLevels({ width, groups, perGroup, hidden, k: 2 }, options)], options),
  };
}
