import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import type { Outcome } from './conformance.browser.js';
import { runInBrowser } from './runInBrowser.js';

test('a gate, a pool and an LSTM keep their contracts on WebGPU in Chromium', async () => {
  const entry = fileURLToPath(new URL('./conformance.browser.ts', import.meta.url));
  const outcomes = (await runInBrowser(entry)) as Outcome[];
  expect(outcomes.filter(({ failure }) => failure !== undefined)).toEqual([]);
  for (const subject of ['gate', 'pool', 'lstm']) {
    expect(outcomes.filter(({ name }) => name.startsWith(subject)).length, subject).toBeGreaterThan(3);
  }
}, 600_000);
