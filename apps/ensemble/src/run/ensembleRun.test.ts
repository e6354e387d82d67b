import { describe, expect, it } from 'vitest';
import { ensembleRun } from './ensembleRun.js';

const vocabulary = 6;
/** 0 1 2 3 4 5 0 1 …, which all models learn soon. */
const text = (length: number) => Int32Array.from({ length }, (_, i) => i % vocabulary);

describe('ensembleRun', () => {
  it('trains each model and the gate, and compares all with a table’s numbers', async () => {
    const data = { train: text(600), validation: text(40), test: text(50) };
    const sizes = { vocabulary, width: 4, steps: 3, order: 2, gateWidth: 3, gateSteps: 3, batch: 2, time: 4, seed: 0 };
    const rows = await ensembleRun(data, sizes);
    expect(rows.map(({ name }) => name)).toEqual([
      'Kneser-Ney, up to 2 words',
      'LSTM',
      'GRU',
      'feed-forward, 4 words',
      'mean of all',
      'ensemble under the gate',
    ]);
    for (const { validation, test } of rows) {
      expect(validation).toBeGreaterThanOrEqual(1);
      expect(test).toBeLessThan(2 * vocabulary);
    }
  });
});
