import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';
import type { DeviceReport } from './doctor/doctor.js';

interface Ended {
  readonly code: unknown;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs the program with an empty cache. */
async function outrageousBackends(...parameters: string[]): Promise<Ended> {
  const cache = await mkdtemp(join(tmpdir(), 'outrageous-cli-'));
  onTestFinished(() => rm(cache, { recursive: true }));
  const env = { ...process.env, OUTRAGEOUS_CACHE: cache, OUTRAGEOUS_LIBTENSORFLOW: '' };
  const program = fileURLToPath(new URL('./cli.ts', import.meta.url));
  return new Promise((resolve) => {
    execFile(process.execPath, [program, ...parameters], { env }, (error, stdout, stderr) =>
      resolve({ code: error?.code ?? 0, stdout, stderr }),
    );
  });
}

test('doctor --json prints a report for each device, and nothing else, on standard output', async () => {
  const { code, stdout } = await outrageousBackends('doctor', '--json');
  const reports = JSON.parse(stdout) as DeviceReport[];
  expect(reports.map(({ name }) => name)).toEqual(['tensorflow', 'webgpu', 'wasm', 'cpu']);
  expect(reports.find(({ name }) => name === 'cpu')?.works).toBe(true);
  expect(code).toBe(0);
});

test('what cannot be installed is said in plain words, without a stack trace', async () => {
  const { code, stdout, stderr } = await outrageousBackends('install', '--library', '/nowhere');
  expect(stderr).toMatch(/^startDevice\('tensorflow'\): the folder '\/nowhere' does not hold TensorFlow: .+\n$/);
  expect([code, stdout]).toEqual([1, '']);
});

test('an unknown option is refused, and help tells the commands', async () => {
  expect(await outrageousBackends('install', '--cdua')).toMatchObject({
    code: 1,
    stderr: expect.stringContaining('Did you mean --cuda?') as string,
  });
  expect((await outrageousBackends('--help')).stdout).toMatch(/install \[options\][\s\S]+doctor \[options\]/);
});
