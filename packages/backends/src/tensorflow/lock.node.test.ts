import { mkdir, mkdtemp, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { beforeEach, expect, onTestFinished, test, vi } from 'vitest';
import type { Progress } from '../device.js';
import { withInstallLock } from './lock.js';

let cache: string;
const silent = () => undefined;

beforeEach(async () => {
  cache = await mkdtemp(join(tmpdir(), 'outrageous-lock-'));
  vi.stubEnv('OUTRAGEOUS_CACHE', cache);
  onTestFinished(async () => {
    vi.unstubAllEnvs();
    await rm(cache, { recursive: true, force: true });
  });
});

test('of two at once, one waits for the other and says so', async () => {
  const events: string[] = [];
  const work = (name: string) => async () => {
    events.push(`${name} begins`);
    await setTimeout(100);
    events.push(`${name} ends`);
  };
  const first = withInstallLock(silent, work('first'));
  await expect.poll(() => events).toContain('first begins');
  const waiting: Progress[] = [];
  await Promise.all([first, withInstallLock((progress) => waiting.push(progress), work('second'))]);
  expect(events).toEqual(['first begins', 'first ends', 'second begins', 'second ends']);
  expect(waiting).toEqual([
    { stage: 'wait', message: 'waiting for another process that sets up TensorFlow, or was stopped just now' },
  ]);
});

test('the lock of a process that was killed is taken over', async () => {
  const lock = join(cache, 'install.lock');
  await mkdir(lock);
  const longAgo = new Date(Date.now() - 60_000);
  await utimes(lock, longAgo, longAgo);
  expect(await withInstallLock(silent, () => Promise.resolve('done'))).toBe('done');
});

test('a cache that cannot be locked is refused at once, with what to do', async () => {
  const file = join(cache, 'file');
  await writeFile(file, '');
  vi.stubEnv('OUTRAGEOUS_CACHE', file);
  await expect(withInstallLock(silent, () => Promise.resolve())).rejects.toThrow(
    /^installTensorflow\(\): could not lock the cache '.+' \(ENOTDIR.*\)\. Make sure that the folder can be written to/,
  );
});

test('what the work throws goes through, and the lock is free again', async () => {
  await expect(withInstallLock(silent, () => Promise.reject(new Error('no room')))).rejects.toThrow('no room');
  expect(await withInstallLock(silent, () => Promise.resolve('free'))).toBe('free');
});
