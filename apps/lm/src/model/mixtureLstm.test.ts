import { feedForward, mixture } from '@outrageous/experts';
import { balanced, noisyTopK } from '@outrageous/gating';
import { mixtureLstm } from '@outrageous/lstm';
import { cellConformance } from '@outrageous/lstm/conformance';
import { describe, it } from 'vitest';

describe('mixtureLstm with a noisy top-k gate and feed-forward experts', () => {
  const [inputWidth, cells, experts] = [2, 3, 4];
  const width = inputWidth + cells;
  const make = () => {
    const gate = balanced(noisyTopK({ width, experts, k: 2 }));
    const pool = feedForward({ experts, width, hidden: 4, outputWidth: cells, activation: 'gelu' });
    return mixtureLstm({ inputWidth, cells, mixture: mixture(gate, pool) });
  };
  for (const { name, run } of cellConformance(make)) it(name, run);
});
