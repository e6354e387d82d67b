import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { Benchmark } from '../benchmark.js';
import { benchmarks } from '../benchmarks.js';
import { performancePage } from './page.js';
import { linePlot } from './plots.js';
import { readResult, writeResult } from './results.js';
import { svgOf } from './svg.js';
import { writePage } from './writePage.js';

const plot = linePlot('growth', {
  caption: 'how it grows',
  x: 'experts',
  y: 'time',
  values: [
    { line: 'one', x: 4, y: 1 },
    { line: 'one', x: 8, y: 2 },
  ],
});

const benchmark: Benchmark<{ time: number }> = {
  name: 'growth',
  title: 'Growth',
  about: 'How it grows.',
  run: () => Promise.resolve({ time: 1 }),
  report: ({ time }) => ({ markdown: `It takes ${time} ms.`, plots: [plot] }),
};

const stored = { machine: 'a machine', date: '2026-01-31', quick: false, result: { time: 2.5 } };

let folder: string;
beforeEach(async () => {
  folder = join(await mkdtemp(join(tmpdir(), 'outrageous-page-')), 'performance');
});
afterEach(() => rm(join(folder, '..'), { recursive: true }));

it('shows results, where they are from, and the notes', () => {
  const sections = [{ benchmark: benchmark as Benchmark, stored }];
  const { markdown, plots } = performancePage({ sections, notes: '## Notes\n', pictures: 'performance' });
  expect(markdown).toContain('It takes 2.5 ms.\n\n![how it grows](performance/growth.svg)');
  expect(markdown).toContain(
    'a machine, 2026-01-31; `npm run benchmark -- growth`, [all numbers](performance/growth.json).',
  );
  expect(markdown).not.toContain('say nothing');
  expect(markdown.endsWith('\n\n## Notes\n')).toBe(true);
  expect(plots).toEqual([plot]);
});

it('says how to measure what has not been, and that tiny sizes say nothing', () => {
  const missing = performancePage({ sections: [{ benchmark: benchmark }], notes: '', pictures: '' });
  expect(missing.markdown).toContain('Not measured yet: `npm run benchmark -- growth` does.');
  const sections = [{ benchmark: benchmark as Benchmark, stored: { ...stored, quick: true } }];
  expect(performancePage({ sections, notes: '', pictures: '' }).markdown).toContain('these numbers say nothing');
});

it('keeps results with six digits, and finds none where there are none', async () => {
  expect(await readResult(folder, 'growth')).toBeUndefined();
  await writeResult(folder, 'growth', { ...stored, result: { time: 1.23456789, count: 1234567 } });
  expect(await readResult(folder, 'growth')).toEqual({ ...stored, result: { time: 1.23457, count: 1234567 } });
});

it('writes a page without any result, which names every benchmark', async () => {
  const page = await readFile(await writePage(folder), 'utf8');
  for (const { name, title } of benchmarks) {
    expect(page).toContain(`## ${title}`);
    expect(page).toContain(`\`npm run benchmark -- ${name}\``);
  }
});

it('draws', async () => {
  const svg = await svgOf(plot);
  expect(svg).toMatch(/^<svg/);
  expect(svg).toContain('experts');
  expect(svg).toBe(await svgOf(plot));
});
