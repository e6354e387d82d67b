import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import * as tf from '@tensorflow/tfjs';
import { leaves } from '@outrageous/core';
import { afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { trainWith } from '../loop/train.js';
import { spoilt, tinyTask } from '../test/tinyTask.js';
import { lossesOf, snapshot, trialOptions, withTrial } from '../test/trial.js';
import { openCheckpoint } from '../checkpoint/openCheckpoint.js';
import { checkpoints, type Checkpoints } from './checkpoints.js';
import { fileBytes } from './fileBytes.js';
import { withFile } from './writeWhole.js';

let folder: string;
let saved: Checkpoints;

beforeAll(async () => {
  expect(await tf.setBackend('cpu')).toBe(true);
});

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'checkpoints-'));
  saved = checkpoints(join(folder, 'run', 'checkpoints'));
});

afterEach(() => rm(folder, { recursive: true }));

it('keeps the last and the best, makes the folder, and leaves nothing else there', async () => {
  await withTrial(tinyTask(), async (training, task) => {
    await lossesOf(task, training, 1);
    await saved.save('best', training, { perplexity: 5 });
    await lossesOf(task, training, 2);
    await saved.save('last', training);
    await saved.save('last', training);
    expect(saved.path('last')).toBe(join(saved.folder, 'last.safetensors'));
    expect(await readdir(saved.folder)).toEqual(['best.safetensors', 'last.safetensors']);
    expect(await saved.info('best')).toEqual({ step: 1, tokens: 8, extra: { perplexity: 5 } });
    expect(await saved.info('last')).toEqual({ step: 2, tokens: 16, extra: {} });
  });
});

it('gives a run back, whole or its parameters alone', async () => {
  await withTrial(tinyTask(), async (training, task) => {
    await lossesOf(task, training, 3);
    const then = await snapshot(training);
    await saved.save('last', training, { seed: 1 });
    await lossesOf(task, training, 5);
    expect(await saved.restoreParameters('last', task.parameters)).toEqual({ step: 3, tokens: 24, extra: { seed: 1 } });
    expect(training.optimizer.step).toBe(5);
    expect(await saved.restore('last', training)).toEqual({ step: 3, tokens: 24, extra: { seed: 1 } });
    expect(await snapshot(training)).toEqual(then);
  });
});

it('says so when there is none', async () => {
  expect(await saved.info('last')).toBeUndefined();
  await withTrial(tinyTask(), async (training) => {
    const message = `checkpoint: there is no ${saved.path('best')}; name the folder of a run that has saved one`;
    await expect(saved.restore('best', training)).rejects.toThrow(message);
    await expect(saved.restoreParameters('best', training.parameters)).rejects.toThrow(message);
  });
});

it('names the file that is cut off, or is no file', async () => {
  await withTrial(tinyTask(), async (training) => {
    await saved.save('last', training);
    const whole = await readFile(saved.path('last'));
    await writeFile(saved.path('last'), whole.subarray(0, whole.length - 5));
    await expect(saved.restore('last', training)).rejects.toThrow(
      `checkpoint: ${saved.path('last')} is cut off: it has ${whole.length - 5} bytes, but its tensors take ${whole.length}`,
    );
    await expect(saved.info('last')).rejects.toThrow('is cut off');
    await expect(checkpoints(saved.path('last')).info('last')).rejects.toThrow("can't be opened: not a directory");
  });
});

it('notices that a file becomes shorter while it is read', async () => {
  await withTrial(tinyTask(), async (training) => {
    await saved.save('last', training);
    await withFile(saved.path('last'), 'r+', async (file) => {
      const checkpoint = await openCheckpoint(await fileBytes(file, 'last.safetensors'));
      await file.truncate(1000);
      await expect(checkpoint.restore(training)).rejects.toThrow(
        'checkpoint: last.safetensors became shorter while it was read; what it was read into is of no use now',
      );
    });
  });
});

it('says why it cannot write, and leaves the checkpoint before', async () => {
  await withTrial(tinyTask(), async (training, task) => {
    await saved.save('last', training);
    const before = await readFile(saved.path('last'));
    await writeFile(join(folder, 'file'), '');
    await expect(checkpoints(join(folder, 'file')).save('last', training)).rejects.toThrow(
      `checkpoint: ${join(folder, 'file', 'last.safetensors')} can't be written: file already exists. What was there before ` +
        'is untouched: make room, or name a folder that can be written to',
    );
    const [parameter] = leaves(task.parameters);
    parameter.assign(tf.fill([...parameter.shape], NaN));
    await expect(saved.save('last', training)).rejects.toThrow(
      'step 0: the training is not saved; the first bad value is in',
    );
    expect(await readFile(saved.path('last'))).toEqual(before);
    expect(await readdir(saved.folder)).toEqual(['last.safetensors']);
  });
});

it('keeps the last good checkpoint when a loss that nobody read was NaN', async () => {
  await withTrial(spoilt(tinyTask(), 3), async (training, task) => {
    await trainWith(task, training, trialOptions({ steps: 2 }), () => saved.save('last', training));
    const good = await readFile(saved.path('last'));
    const stop = new AbortController();
    const unread = trialOptions({ steps: 100, metricsEvery: 100, signal: stop.signal });
    setTimeout(() => stop.abort(), 20);
    await trainWith(task, training, unread, () => undefined);
    expect(training.optimizer.step).toBeGreaterThan(2);
    await expect(saved.save('last', training)).rejects.toThrow(
      'the training is not saved; the first bad value is in parameter',
    );
    expect(await readFile(saved.path('last'))).toEqual(good);
  });
});

it('writes one checkpoint after the other when they are not waited for', async () => {
  await withTrial(tinyTask(), async (training) => {
    await Promise.all([1, 2, 3, 4].map((order) => saved.save('last', training, { order })));
    expect((await saved.info('last'))?.extra).toEqual({ order: 4 });
    await saved.restore('last', training);
  });
});

it('opens after the process was killed at any moment, and goes on as if nothing had been', async () => {
  const width = 200;
  const half = `${saved.path('last')}.half`;
  for (let kill = 0, step = 0; kill < 4; kill++) {
    await trainUntil(async () => ((await saved.info('last'))?.step ?? 0) > step && existsSync(half), width);
    const info = await saved.info('last');
    expect(info?.step).toBeGreaterThan(step);
    step = info?.step ?? 0;
  }
  await withTrial(tinyTask(width), async (training, task) => {
    const { step } = await saved.restore('last', training);
    const next = await lossesOf(task, training, step + 2);
    const losses = (await readMetrics()).filter((record) => record.step <= step).map(({ loss }) => loss);
    await withTrial(tinyTask(width), async (whole, sameTask) => {
      expect([...losses, ...next]).toEqual(await lossesOf(sameTask, whole, step + 2));
    });
  });
});

/** Trains in another process, which is killed as soon as `done`. */
async function trainUntil(done: () => Promise<boolean>, width: number): Promise<void> {
  const program = fileURLToPath(new URL('../../fixtures/trainForever.ts', import.meta.url));
  let failure: string | undefined;
  const child = execFile(process.execPath, [program, saved.folder, `${width}`], (error, _, stderr) => {
    failure = error?.signal === 'SIGKILL' ? '' : `the process ended by itself: ${stderr}`;
  });
  while (failure === undefined && !(await done())) await sleep(1);
  child.kill('SIGKILL');
  while (failure === undefined) await sleep(1);
  expect(failure).toBe('');
}

async function readMetrics(): Promise<{ step: number; loss: number }[]> {
  const lines = (await readFile(join(saved.folder, 'metrics.jsonl'), 'utf8')).split('\n').slice(0, -1);
  return lines.map((line) => JSON.parse(line) as { step: number; loss: number });
}
