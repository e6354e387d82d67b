import { join } from 'node:path';
import { whyNoMpi } from '@outrageous/parallel/node';
import { expect, it, vi } from 'vitest';
import { folderWithText, patience, tinyRun } from '../../testing/program.js';
import { soak } from './soak.js';
import { soakReport } from './soakReport.js';

vi.setConfig({ testTimeout: patience });

const missing = await whyNoMpi();

it.skipIf(missing !== undefined)(
  'a run whose ranks are killed comes to the losses of one that is left in peace',
  async () => {
    const folder = await folderWithText();
    const [, ...options] = tinyRun;
    const train = [
      ...options,
      '--corpus',
      join(folder, 'text.txt'),
      '--checkpoint-every',
      '3',
      '--evaluate-every',
      '8',
    ];
    const soaked = { folder, ranks: 3, steps: 30, every: 6, most: 2, train };
    const result = await soak(soaked);
    expect(result.kills).not.toHaveLength(0);
    for (const { rank, step, from } of result.kills) {
      expect([0, 1, 2]).toContain(rank);
      expect(step - from).toBeLessThanOrEqual(3);
    }
    expect(result.undisturbed.map(({ step }) => step)).toEqual(Array.from({ length: 30 }, (_, i) => i + 1));
    expect(result.disturbed).toEqual(result.undisturbed);
    expect(soakReport(soaked, result).markdown).toContain('Of all steps, 0 have another loss than there.');
  },
);
