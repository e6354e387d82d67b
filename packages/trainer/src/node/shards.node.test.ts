import { mkdtemp, readdir, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs';
import { type Communicator, leaves } from '@outrageous/core';
import { afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { advance, disposeShare, type Place, shareOf } from '../test/shares.js';
import { snapshot } from '../test/trial.js';
import { checkpoints, type Checkpoints } from './checkpoints.js';

let folder: string;

beforeAll(async () => {
  expect(await tf.setBackend('cpu')).toBe(true);
});

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'shards-'));
});

afterEach(() => rm(folder, { recursive: true }));

/** One process of several, whose others have drawn this number, and of which so many have failed. */
function processOf({ rank, size }: Place, { drawn = 1, failed = 0 } = {}): Communicator {
  const unused = () => {
    throw new Error('checkpoints need no more than a sum and a broadcast');
  };
  return {
    rank,
    size,
    broadcast: (value) => ({ wait: () => tf.add(tf.zerosLike(value), tf.scalar(drawn, 'int32')) }),
    allReduce: (value) => ({ wait: () => tf.add(value, tf.scalar(failed, 'int32')) }),
    allGather: unused,
    allToAll: unused,
    barrier: unused,
    split: unused,
  };
}

const placesOf = (size: number): Place[] => Array.from({ length: size }, (_, rank) => ({ rank, size }));

interface Turn {
  readonly drawn?: number;
  /** The ranks that come to it before they are killed; the first one is always the last. */
  readonly ranks?: readonly number[];
}

/** Has processes save one after the other, the first one last: it writes the index. */
async function save(size: number, { drawn, ranks = placesOf(size).map(({ rank }) => rank) }: Turn = {}): Promise<void> {
  for (const rank of [...ranks].sort((one, other) => other - one)) {
    const training = shareOf({ rank, size });
    advance(training);
    await checkpoints(folder, { communicator: processOf({ rank, size }, { drawn }) }).save('last', training, {
      drawn: drawn ?? 1,
    });
    disposeShare(training);
  }
}

/** Restores on so many processes, each of which must have what it would have had. */
async function givesBack(size: number): Promise<void> {
  for (const place of placesOf(size)) {
    const [training, then] = [shareOf(place), shareOf(place)];
    advance(then);
    await savedIn(place).restore('last', training);
    expect(await snapshot(training)).toEqual(await snapshot(then));
    [training, then].forEach(disposeShare);
  }
}

function savedIn(place: Place): Checkpoints {
  return checkpoints(folder, { communicator: processOf(place) });
}

it('writes a file for each process and an index, and opens on any number of processes', async () => {
  await save(4, { drawn: 0x1f });
  expect(await readdir(folder)).toEqual([
    ...[0, 1, 2, 3].map((rank) => `last-0000001f-${rank}-of-4.safetensors`),
    'last.safetensors',
  ]);
  expect(await checkpoints(folder).info('last')).toEqual({ step: 2, tokens: 100, extra: { drawn: 0x1f } });
  for (const size of [1, 2, 3, 8]) await givesBack(size);
});

it('replaces a checkpoint of any number of processes, and keeps no file of it', async () => {
  await save(4, { drawn: 1 });
  await save(2, { drawn: 2 });
  expect(await readdir(folder)).toEqual([
    'last-00000002-0-of-2.safetensors',
    'last-00000002-1-of-2.safetensors',
    'last.safetensors',
  ]);
  await save(1);
  expect(await readdir(folder)).toEqual(['last.safetensors']);
  await givesBack(2);
});

it('leaves the files of another checkpoint alone', async () => {
  await save(2, { drawn: 1 });
  await writeFile(join(folder, 'best-00000007-0-of-2.safetensors'), '');
  await writeFile(join(folder, 'last-notes.safetensors'), '');
  await save(2, { drawn: 2 });
  expect(await readdir(folder)).toEqual([
    'best-00000007-0-of-2.safetensors',
    'last-00000002-0-of-2.safetensors',
    'last-00000002-1-of-2.safetensors',
    'last-notes.safetensors',
    'last.safetensors',
  ]);
});

it('is the one before until all have written, whichever process is killed', async () => {
  await save(3, { drawn: 1 });
  const before = await readFile(join(folder, 'last.safetensors'));
  for (const [i, ranks] of [[2], [1], [2, 1]].entries()) {
    await save(3, { drawn: 10 + i, ranks });
    expect(await readFile(join(folder, 'last.safetensors'))).toEqual(before);
    await givesBack(3);
  }
  await save(3, { drawn: 2 });
  expect(await readdir(folder)).toHaveLength(4);
});

it('is not replaced where another process fails', async () => {
  await save(3, { drawn: 1 });
  const before = await readdir(folder);
  const training = shareOf({ rank: 0, size: 3 });
  const saved = checkpoints(folder, { communicator: processOf({ rank: 0, size: 3 }, { drawn: 2, failed: 2 }) });
  await expect(saved.save('last', training)).rejects.toThrow(
    `checkpoint: 2 of 3 processes can't write the checkpoint ${saved.path('last')}; their own messages say why`,
  );
  await expect(saved.restore('last', training)).rejects.toThrow(
    `checkpoint: 2 of 3 processes can't use the checkpoint ${saved.path('last')}`,
  );
  expect((await readdir(folder)).filter((name) => !name.includes('00000002'))).toEqual(before);
  disposeShare(training);
});

it('is not replaced where a number of this process is not finite', async () => {
  const training = shareOf({ rank: 1, size: 2 });
  const [, experts] = leaves(training.parameters);
  experts.assign(tf.fill([...experts.shape], NaN));
  await expect(savedIn({ rank: 1, size: 2 }).save('last', training)).rejects.toThrow(
    'step 0: the training is not saved; the first bad value is in parameter alike/hidden',
  );
  expect(await readdir(folder)).toEqual([]);
  disposeShare(training);
});

it('names the part that is missing, or cut off', async () => {
  await save(2);
  const part = join(folder, 'last-00000001-1-of-2.safetensors');
  const training = shareOf({ rank: 0, size: 1 });
  await truncate(part, 300);
  await expect(checkpoints(folder).restore('last', training)).rejects.toThrow(
    `checkpoint: ${part} is cut off: it has 300 bytes`,
  );
  await rm(part);
  const missing = `checkpoint: ${join(folder, 'last.safetensors')} lacks a part: there is no ${part}. Copy the whole folder`;
  await expect(checkpoints(folder).restore('last', training)).rejects.toThrow(missing);
  await expect(checkpoints(folder).info('last')).rejects.toThrow(missing);
  disposeShare(training);
});
