import { expect, it } from 'vitest';
import { leaves } from '@outrageous/core';
import type * as tf from '@tensorflow/tfjs-core';
import { craft, takeApart } from '../test/craft.js';
import { advance, disposeShare, type Place, shareOf } from '../test/shares.js';
import { snapshot } from '../test/trial.js';
import { blobBytes } from './byteSource.js';
import { encodeCheckpoint } from './encodeCheckpoint.js';
import { encodeIndex, encodeShard } from './encodeShard.js';
import { openCheckpoint, type Checkpoint } from './openCheckpoint.js';

/** Files by name. */
type Files = ReadonlyMap<string, Blob>;

const index = 'last.safetensors';

async function gathered(chunks: AsyncIterable<Uint8Array<ArrayBuffer>>): Promise<Blob> {
  const all: Uint8Array<ArrayBuffer>[] = [];
  for await (const chunk of chunks) all.push(chunk.slice());
  return new Blob(all);
}

const placesOf = (size: number): Place[] => Array.from({ length: size }, (_, rank) => ({ rank, size }));

/** Does something with what a process has of the run after two steps. */
async function afterTwoSteps<T>(place: Place, use: (training: ReturnType<typeof shareOf>) => Promise<T>): Promise<T> {
  const training = shareOf(place);
  advance(training);
  const result = await use(training);
  disposeShare(training);
  return result;
}

/** A checkpoint that so many processes wrote, one after the other. */
async function written(size: number, id = 'a1'): Promise<Map<string, Blob>> {
  const files = new Map<string, Blob>();
  for (const place of placesOf(size)) {
    const { rank } = place;
    files.set(`last-${rank}`, await afterTwoSteps(place, (training) => gathered(encodeShard(training, { rank, id }))));
  }
  const shards = [...files.keys()];
  const whole = await afterTwoSteps({ rank: 0, size }, (training) =>
    Promise.resolve(new Blob([encodeIndex(training, { id, shards, extra: { best: 2 } })])),
  );
  return files.set(index, whole);
}

function open(files: Files): Promise<Checkpoint> {
  const source = (name: string) => blobBytes(files.get(name)!, name);
  return openCheckpoint(source(index), (file) => Promise.resolve(source(file)));
}

/** Each of so many processes restores what is its own, and then has what it would have had. */
async function givesBack(files: Files, size: number): Promise<void> {
  for (const place of placesOf(size)) {
    const training = shareOf(place);
    await (await open(files)).restore(training);
    expect(await snapshot(training)).toEqual(await afterTwoSteps(place, snapshot));
    disposeShare(training);
  }
}

it.each([1, 2, 3, 4, 8])(
  'what %i processes wrote opens on any number of them, optimizer and state included',
  async (n) => {
    const files = await written(n);
    expect((await open(files)).info).toEqual({ step: 2, tokens: 100, extra: { best: 2 } });
    for (const size of [1, 2, 4, 8]) await givesBack(files, size);
  },
);

it('what one process wrote in one file opens on several', async () => {
  const file = await afterTwoSteps({ rank: 0, size: 1 }, (training) => gathered(encodeCheckpoint(training)));
  for (const size of [1, 2, 4]) await givesBack(new Map([[index, file]]), size);
});

it('gives models on any number of processes their parameters alone', async () => {
  const files = await written(4);
  for (const place of placesOf(2)) {
    const training = shareOf(place);
    await (await open(files)).restoreParameters(training.parameters);
    const then = await afterTwoSteps(place, ({ parameters }) => numbersOf(leaves(parameters)));
    expect(await numbersOf(leaves(training.parameters))).toEqual(then);
    disposeShare(training);
  }
});

const numbersOf = (parameters: readonly { read(): tf.Tensor }[]) =>
  Promise.all(parameters.map(async ({ read }) => (await read().data()).slice()));

it('has what all processes share once, and of the rest what each has', async () => {
  const files = await written(4);
  const [first, second] = await Promise.all(['last-0', 'last-1'].map((name) => namesIn(files.get(name)!)));
  expect(second).toEqual([
    'parameters/alike/hidden',
    'parameters/special/2',
    'parameters/special/3',
    'parameters/gates/router',
    'optimizer/alike/hidden/rowAverage',
    'optimizer/alike/hidden/columnAverage',
    'optimizer/gates/router/rowAverage',
    'optimizer/gates/router/columnAverage',
    'optimizer/special/2/firstMoment',
    'optimizer/special/2/secondMoment',
    'optimizer/special/3/firstMoment',
    'optimizer/special/3/secondMoment',
    'recurrent',
    'checksums',
  ]);
  expect(first.filter((name) => name.includes('common'))).toEqual([
    'parameters/common',
    'optimizer/common/firstMoment',
    'optimizer/common/secondMoment',
  ]);
  expect(await namesIn(files.get(index)!)).toEqual(['checksums']);
});

async function namesIn(file: Blob): Promise<string[]> {
  const length = Number(new DataView(await file.slice(0, 8).arrayBuffer()).getBigUint64(0, true));
  const header = JSON.parse(await file.slice(8, 8 + length).text()) as object;
  return Object.keys(header).filter((name) => name !== '__metadata__');
}

it('refuses another number of experts on every process, and changes nothing', async () => {
  const files = await written(4);
  for (const place of placesOf(2)) {
    const training = shareOf(place, { count: 16 });
    const before = await snapshot(training);
    await expect((await open(files)).restore(training)).rejects.toThrow(
      "last.safetensors doesn't fit this model, optimizer and batch: it",
    );
    await expect((await open(files)).restore(training)).rejects.toThrow(
      'it differs in parameters/alike/hidden (F32 [8,3,2] there, F32 [16,3,2] here)',
    );
    expect(await snapshot(training)).toEqual(before);
    disposeShare(training);
  }
});

it('does not open without each of its files, whole', async () => {
  const files = await written(3);
  const cut = new Map(files).set('last-2', files.get('last-2')!.slice(0, -1));
  await expect(open(cut)).rejects.toThrow('checkpoint: last-2 is cut off: it has');
  const alone = openCheckpoint(blobBytes(files.get(index)!, index));
  await expect(alone).rejects.toThrow(
    'checkpoint: last.safetensors is the index of a checkpoint that several processes wrote, and needs last-0 beside it',
  );
});

it('does not open with a file of another checkpoint', async () => {
  const files = await written(3);
  files.set('last-1', (await written(3, 'b2')).get('last-1')!);
  await expect(open(files)).rejects.toThrow(
    'checkpoint: last-1 belongs to another checkpoint than last.safetensors, which names it; copy both again',
  );
});

it('does not open where rows are missing', async () => {
  const files = await written(4);
  files.set('last-1', files.get('last-2')!);
  await expect(open(files)).rejects.toThrow(
    'checkpoint: last.safetensors is not whole: some of the 8 rows of parameters/alike/hidden are in none of its files',
  );
});

it('does not open by one of its parts', async () => {
  const part = (await written(2)).get('last-1')!;
  await expect(openCheckpoint(blobBytes(part, 'last-1'))).rejects.toThrow(
    'checkpoint: last-1 is what one of several processes wrote; name the file that they all belong to, such as last.saf',
  );
});

it('is not written as a single file by a process that has a part of the run', async () => {
  const training = shareOf({ rank: 1, size: 2 });
  await expect(gathered(encodeCheckpoint(training))).rejects.toThrow(
    'encodeCheckpoint: got a run that other processes have a part of (parameter alike/hidden), needs a whole one',
  );
  disposeShare(training);
});

it('has experts once where several processes hold the same ones', async () => {
  const id = 'a1';
  const files = new Map<string, Blob>();
  for (const { rank } of placesOf(4)) {
    const replica = Math.floor(rank / 2);
    const training = shareOf({ rank, size: 4 }, { group: { rank: rank % 2, size: 2 } });
    advance(training);
    files.set(`last-${rank}`, await gathered(encodeShard(training, { rank, id, replica })));
    files.set(
      index,
      new Blob([encodeIndex(training, { id, shards: placesOf(4).map((place) => `last-${place.rank}`) })]),
    );
    disposeShare(training);
  }
  expect(await namesIn(files.get('last-2')!)).toEqual(['recurrent', 'checksums']);
  for (const size of [1, 2, 4]) await givesBack(files, size);
});

/** The index as it is, but for its metadata. */
async function indexOf(files: Files, change: object): Promise<Files> {
  const { header, numbers } = await takeApart(files.get(index)!);
  const metadata = { ...(header.__metadata__ as object), ...change };
  return new Map(files).set(index, craft({ ...header, __metadata__: metadata }, numbers));
}

it.each([
  '{"words": 1}',
  'no JSON',
  '[]',
  '[1, 2]',
  '["last-0", "last-0"]',
  '["../last-0"]',
  '["/etc/passwd"]',
  '["..\\\\last-0"]',
  '["c:last-0"]',
  '["."]',
  '[".."]',
  '[""]',
])('follows an index to files beside it alone, which it must name: %s', async (shards) => {
  const files = await indexOf(await written(2), { shards });
  const opened: string[] = [];
  const opening = openCheckpoint(blobBytes(files.get(index)!, index), (file) => {
    opened.push(file);
    return Promise.resolve(blobBytes(files.get(file)!, file));
  });
  await expect(opening).rejects.toThrow(
    `checkpoint: last.safetensors is damaged: its metadata says shards ${JSON.stringify(shards)}, which must be a list of names of ` +
      'files beside it, each once. Copy it again',
  );
  expect(opened).toEqual([]);
});

it('does not open where an index names itself, another index, or a whole checkpoint', async () => {
  const itself = await indexOf(await written(2), { shards: `["${index}"]` });
  await expect(open(itself)).rejects.toThrow(
    'checkpoint: last.safetensors is damaged: it is an index, and an index names it as a part. Copy it again',
  );
  const file = await afterTwoSteps({ rank: 0, size: 1 }, (training) => gathered(encodeCheckpoint(training)));
  const whole = new Map(await written(2)).set('last-1', file);
  await expect(open(whole)).rejects.toThrow(
    'checkpoint: last-1 is damaged: its metadata has no checkpoint. Copy it again',
  );
});

it('does not open where a part says nonsense of its rows', async () => {
  const files = await written(2);
  const { header, numbers } = await takeApart(files.get('last-1')!);
  for (const rows of [
    '[]',
    '{"recurrent":[3]}',
    '{"recurrent":[9,2]}',
    '{"recurrent":["a",2]}',
    '{"recurrent":null}',
  ]) {
    const part = craft({ ...header, __metadata__: { ...(header.__metadata__ as object), rows } }, numbers);
    await expect(open(new Map(files).set('last-1', part))).rejects.toThrow(
      `last-1 is damaged: its metadata says rows ${JSON.stringify(rows)}, which must be where the rows of each tensor belong`,
    );
  }
});

it('does not open where rows are in several files, or files disagree', async () => {
  const files = await written(2);
  const { header, numbers } = await takeApart(files.get('last-1')!);
  const withRows = (change: object) => {
    const metadata = header.__metadata__ as { rows: string };
    const rows = JSON.stringify({ ...(JSON.parse(metadata.rows) as object), ...change });
    return new Map(files).set('last-1', craft({ ...header, __metadata__: { ...metadata, rows } }, numbers));
  };
  await expect(open(withRows({ 'parameters/alike/hidden': [2, 8] }))).rejects.toThrow(
    'is not whole: some of the 8 rows of parameters/alike/hidden are in none of its files',
  );
  await expect(open(withRows({ recurrent: [5, 9] }))).rejects.toThrow('is not whole: some of the 9 rows of recurrent');
  await expect(open(withRows({ 'parameters/alike/hidden': [4, 9] }))).rejects.toThrow(
    'last.safetensors is damaged: its files say different things of parameters/alike/hidden: F32 [8,3,2], and F32 [9,3,2]',
  );
  const twice = new Map(files).set('last-2', files.get('last-1')!);
  await expect(open(await indexOf(twice, { shards: '["last-0","last-1","last-2"]' }))).rejects.toThrow(
    /last\.safetensors is damaged: some of the \d rows of [a-z/]+ are in several of its files\. Copy it again/,
  );
});

it('notices a flipped bit in the rows of each process, and asks none for what it does not need', async () => {
  const files = await written(2);
  const bytes = new Uint8Array(await files.get('last-1')!.arrayBuffer());
  const { header, numbers } = await takeApart(files.get('last-1')!);
  bytes[bytes.length - 4 * Object.keys(header).length - numbers.length] ^= 1;
  const bad = new Map(files).set('last-1', new Blob([bytes]));
  const [first, second] = placesOf(2).map((place) => shareOf(place));
  const checkpoint = await open(bad);
  await checkpoint.restore(first);
  await expect(checkpoint.restore(second)).rejects.toThrow(
    'checkpoint: last-1 is damaged: the numbers of parameters/alike/hidden are not those that were written',
  );
  [first, second].forEach(disposeShare);
});
