import { readFile } from 'node:fs/promises';
import { expect, it } from 'vitest';
import { tenSteps } from './tenSteps.js';

// SwiftShader takes a minute to compile the shaders.
it('gives the same losses of ten training steps as every other device, to 0.001 of each', async () => {
  const file = new URL('./tenSteps.json', import.meta.url);
  const expected = (JSON.parse(await readFile(file, 'utf8')) as { losses: number[] }).losses;
  const losses = await tenSteps();
  expect(losses).toHaveLength(10);
  losses.forEach((loss, i) => expect(Math.abs(loss / expected[i] - 1), `step ${i + 1}: ${loss}`).toBeLessThan(1e-3));
  expect(losses[9]).toBeLessThan(losses[0]);
}, 600_000);
