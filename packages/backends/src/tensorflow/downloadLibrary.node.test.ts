import { existsSync } from 'node:fs';
import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, expect, onTestFinished, test, vi } from 'vitest';
import type { Progress } from '../device.js';
import { downloadDirectory, downloadLibrary } from './downloadLibrary.js';
import { writeFakeWheel } from './fakeWheel.js';

let folder: string;
let wheel: string;

/** A machine whose pip copies the wheel `served.whl`, and counts how often it did. */
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'outrageous-download-'));
  wheel = join(folder, 'served.whl');
  await writeFakeWheel(wheel, {
    'tensorflow/libtensorflow_cc.so.2': Buffer.alloc(100_000, 'x'),
    'tensorflow/libtensorflow_framework.so.2': Buffer.from('framework'),
    'tensorflow/include/tensorflow/c/c_api.h': Buffer.from('// header'),
    'tensorflow/python/other.py': Buffer.from('print()'),
  });
  await mkdir(join(folder, 'bin'));
  const pip = join(folder, 'bin/pip3');
  const copy = `while [ "$1" != --dest ]; do shift; done; echo once >>'${folder}/count'; /bin/cp '${wheel}' "$2"`;
  await writeFile(pip, `#!/bin/sh\n[ "$1" = --version ] && exit 0\n${copy}\n`);
  await chmod(pip, 0o755);
  vi.stubEnv('PATH', join(folder, 'bin'));
  vi.stubEnv('OUTRAGEOUS_CACHE', join(folder, 'cache'));
  onTestFinished(async () => {
    vi.unstubAllEnvs();
    await rm(folder, { recursive: true });
  });
});

const silent = () => undefined;
const downloads = async () => (await readFile(join(folder, 'count'), 'utf8')).split('\n').length - 1;

test('the libraries and headers come out of the wheel, which is then removed, with progress', async () => {
  const stages: Progress['stage'][] = [];
  const library = await downloadLibrary(false, undefined, ({ stage }) => stages.push(stage));
  expect(await readFile(join(library.directory, 'libtensorflow_framework.so.2'), 'utf8')).toBe('framework');
  expect(existsSync(join(library.includeDirectory, 'tensorflow/c/c_api.h'))).toBe(true);
  expect(existsSync(join(library.directory, 'python'))).toBe(false);
  expect(existsSync(downloadDirectory(false))).toBe(false);
  expect([...new Set(stages)]).toEqual(['download', 'unpack']);
});

test('a wheel that an interrupted set-up has downloaded whole is not downloaded again', async () => {
  const earlier = join(downloadDirectory(false), 'tensorflow-cpu');
  await mkdir(earlier, { recursive: true });
  await writeFile(join(earlier, 'tensorflow_cpu.whl'), await readFile(wheel));
  await downloadLibrary(false, undefined, silent);
  expect(existsSync(join(folder, 'count'))).toBe(false);
});

test('a wheel that turns out to be damaged is downloaded again the next time', async () => {
  const whole = await readFile(wheel);
  await writeFile(wheel, whole.subarray(0, 200));
  await expect(downloadLibrary(false, undefined, silent)).rejects.toThrow('could not unpack the wheel');
  await writeFile(wheel, whole);
  await downloadLibrary(false, undefined, silent);
  expect(await downloads()).toBe(2);
});

test('a wheel on this disk is taken without pip, and stays', async () => {
  await rm(join(folder, 'bin/pip3'));
  await downloadLibrary(false, wheel, silent);
  expect(existsSync(wheel)).toBe(true);
});
