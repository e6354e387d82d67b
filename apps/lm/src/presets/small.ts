import { feedForwardNetwork } from '@outrageous/experts';
import { alwaysOn } from '../model/trunk.js';
import type { Preset } from './preset.js';
import { flat, lstmLayer, sandwich, twoLevels } from './sandwich.js';

const width = 128;
const hidden = 256;

/** The same models at a size that two processor cores train in minutes: each does 0.5 million operations per time step. */
export const small: readonly Preset[] = [
  {
    name: 'small-4xlstm',
    summary: 'four LSTM layers, no mixture',
    width,
    paper: {},
    trunk: (options) => sandwich({ width }, [lstmLayer({ width }, options), lstmLayer({ width }, options)], options),
  },
  {
    name: 'small-moe-1-wide',
    summary: 'one always-on expert with a hidden layer of 1024',
    width,
    paper: {},
    trunk: (options) =>
      sandwich({ width }, [alwaysOn(feedForwardNetwork({ width, hidden: 4 * hidden }), width)], options),
  },
  {
    name: 'small-moe-1-deep',
    summary: 'one always-on expert with four hidden layers of 256',
    width,
    paper: {},
    trunk: (options) =>
      sandwich({ width }, [alwaysOn(feedForwardNetwork({ width, hidden: Array(4).fill(hidden) }), width)], options),
  },
  ...[4, 8, 32, 64].map((experts): Preset => flatPreset(`small-moe-${experts}`, experts)),
  {
    name: 'small-moe-32-h',
    summary: '4 × 8 experts, 2 × 2 active',
    width,
    paper: {},
    trunk: (options) =>
      sandwich({ width }, [twoLevels({ width, groups: 4, perGroup: 8, hidden, k: 2 }, options)], options),
  },
  {
    ...flatPreset('small-moe-32-unbalanced', 32),
    summary: '32 experts, 4 active, without balancing losses',
    balance: { importance: 0, load: 0 },
  },
];

function flatPreset(name: string, experts: number): Preset {
  return {
    name,
    summary: `${experts} experts, 4 active`,
    width,
    paper: {},
    trunk: (options) => sandwich({ width }, [flat({ width, experts, hidden, k: 4 }, options)], options),
  };
}
