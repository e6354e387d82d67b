import { fileURLToPath } from 'node:url';
import { runInBrowser } from '@outrageous/test';
import { expect, it } from 'vitest';
import expected from './tenSteps.json' with { type: 'json' };

it('gives the same losses of ten training steps on WebGPU in Chromium, to 0.001 of each', async () => {
  const entry = fileURLToPath(new URL('./tenSteps.browser.ts', import.meta.url));
  const losses = (await runInBrowser(entry)) as number[];
  expect(losses).toHaveLength(10);
  losses.forEach((loss, i) =>
    expect(Math.abs(loss / expected.losses[i] - 1), `step ${i + 1}: ${loss}`).toBeLessThan(1e-3),
  );
}, 600_000);
