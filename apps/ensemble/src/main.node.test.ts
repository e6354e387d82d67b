import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const program = fileURLToPath(new URL('./main.ts', import.meta.url));
const ensemble = (...options: string[]) => promisify(execFile)(process.execPath, [program, ...options]);

describe('npm run ensemble', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'ensemble-'));
    await writeFile(join(folder, 'text.txt'), 'the union is strong , and the people are free . '.repeat(200));
  });
  afterAll(() => rm(folder, { recursive: true }));

  it('trains all, prints a table, and writes it where it is told to', async () => {
    const sizes = ['--width', '4', '--steps', '2', '--gate-width', '4', '--gate-steps', '2', '--batch', '2'];
    const text = ['--corpus', join(folder, 'text.txt'), '--device', 'cpu', '--results', folder];
    const { stdout, stderr } = await ensemble(...text, ...sizes, '--time', '5', '--order', '3');
    expect(stdout).toMatch(/^model +validation perplexity +test perplexity\n/);
    expect(stdout).toMatch(/\nKneser-Ney, up to 3 words +\d+\.\d\d +\d+\.\d\d\n/);
    expect(stdout).toMatch(/\nensemble under the gate +\d+\.\d\d +\d+\.\d\d\n$/);
    expect(stderr).toContain('gate: step 2 of 2, training perplexity');
    expect(await readFile(join(folder, 'ensemble.md'), 'utf8')).toContain('| mean of all |');
    const { rows, sizes: used } = JSON.parse(await readFile(join(folder, 'ensemble.json'), 'utf8')) as {
      rows: unknown[];
      sizes: object;
    };
    expect(rows).toHaveLength(6);
    expect(used).toMatchObject({ width: 4, order: 3, seed: 0 });
  });

  it('says what it was given, and what it needs', async () => {
    await expect(ensemble('--corpus', join(folder, 'none.txt'))).rejects.toMatchObject({
      stderr: expect.stringContaining('error: there is no file or folder') as unknown,
    });
    await expect(ensemble('--steps', 'many')).rejects.toMatchObject({
      stderr: expect.stringContaining('It must be a whole number from 1 up.') as unknown,
    });
  });
});
