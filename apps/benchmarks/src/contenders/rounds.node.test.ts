import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { inRounds } from './rounds.js';
import { measure } from './serve.js';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'outrageous-rounds-'));
});
afterEach(() => rm(folder, { recursive: true }));

/** A program that notes its turns in a file, after some words that are no answer. */
async function program(name: string, times = 9): Promise<{ command: string; parameters: string[] }> {
  const file = join(folder, `${name}.mjs`);
  const source = `
    import { appendFileSync } from 'node:fs';
    import { createInterface } from 'node:readline';
    console.log('hello');
    console.log(JSON.stringify({ description: '${name}' }));
    let left = ${times};
    for await (const line of createInterface({ input: process.stdin })) {
      if (left-- === 0) process.exit(3);
      appendFileSync(${JSON.stringify(join(folder, 'turns'))}, '${name}');
      console.log(JSON.stringify({ milliseconds: Array(JSON.parse(line).times).fill(1), facts: {} }));
    }`;
  await writeFile(file, source);
  return { command: process.execPath, parameters: [file] };
}

it('gives turns, after one that warms up', async () => {
  const programs = { a: await program('a'), b: await program('b') };
  const { a, b } = await inRounds(programs, { rounds: 2, times: 3 });
  expect(await readFile(join(folder, 'turns'), 'utf8')).toBe('ababab');
  expect(a.description).toBe('a');
  expect(b.rounds.map(({ milliseconds }) => milliseconds)).toEqual([
    [1, 1, 1],
    [1, 1, 1],
  ]);
});

it('says which program ended', async () => {
  const failing = inRounds({ a: await program('a', 1) }, { rounds: 2, times: 1 });
  await expect(failing).rejects.toThrow(/a\.mjs ended with code 3; see above/);
});

it('measures each run', async () => {
  let runs = 0;
  const run = () => Promise.resolve(void runs++);
  const measurement = await measure({ description: 'counts', run, facts: () => ({ runs }) }, 4);
  expect(measurement.milliseconds).toHaveLength(4);
  expect(measurement.processorMilliseconds).toHaveLength(4);
  expect(measurement.facts).toEqual({ runs: 4 });
  expect(measurement.peakBytes).toBeGreaterThan(1e6);
});
