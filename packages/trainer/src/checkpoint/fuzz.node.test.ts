import * as tf from '@tensorflow/tfjs';
import fc from 'fast-check';
import { beforeAll, expect, it } from 'vitest';
import { craft, takeApart, type Taken } from '../test/craft.js';
import { advance, disposeShare, shareOf } from '../test/shares.js';
import { tinyTask } from '../test/tinyTask.js';
import { lossesOf, snapshot, withTrial } from '../test/trial.js';
import { blobBytes } from './byteSource.js';
import { CheckpointError } from './checkpointError.js';
import { encodeCheckpoint } from './encodeCheckpoint.js';
import { encodeIndex, encodeShard } from './encodeShard.js';
import { openCheckpoint } from './openCheckpoint.js';
import type { Training } from '../loop/training.js';

/** Enough to come by every check in some seconds, and the same each time. */
const often = { numRuns: 300, seed: 7 };

type Bytes = Uint8Array<ArrayBuffer>;

async function gathered(chunks: AsyncIterable<Bytes>): Promise<Bytes> {
  const all: Bytes[] = [];
  for await (const chunk of chunks) all.push(chunk.slice());
  return new Uint8Array(await new Blob(all).arrayBuffer());
}

let file: Bytes;
let taken: Taken;
let parts: ReadonlyMap<string, Bytes>;

beforeAll(async () => {
  expect(await tf.setBackend('cpu')).toBe(true);
  await withTrial(tinyTask(), async (training, task) => {
    await lossesOf(task, training, 2);
    file = await gathered(encodeCheckpoint(training, { best: 1 }));
  });
  taken = await takeApart(new Blob([file]));
  parts = await writtenByTwo();
});

async function writtenByTwo(): Promise<ReadonlyMap<string, Bytes>> {
  const files = new Map<string, Bytes>();
  for (const rank of [0, 1]) {
    const training = shareOf({ rank, size: 2 });
    advance(training);
    files.set(`last-${rank}`, await gathered(encodeShard(training, { rank, id: 'a1' })));
    files.set('last', encodeIndex(training, { id: 'a1', shards: ['last-0', 'last-1'] }));
    disposeShare(training);
  }
  return files;
}

/** Restores; what fails must fail with a CheckpointError that names the file, and change nothing. Gives whether it did. */
async function restores(training: Training, files: ReadonlyMap<string, Bytes>): Promise<boolean> {
  const before = await snapshot(training);
  const source = (name: string) => {
    const bytes = files.get(name);
    if (bytes === undefined) throw new CheckpointError(`checkpoint: there is no ${name}`);
    return blobBytes(new Blob([bytes]), name);
  };
  try {
    const checkpoint = await openCheckpoint(source('last'), (name) => Promise.resolve(name).then(source));
    await checkpoint.restore(training);
    return true;
  } catch (error) {
    expect(error).toBeInstanceOf(CheckpointError);
    expect((error as Error).message).toMatch(/^checkpoint: (last|there is no)/);
    expect(await snapshot(training)).toEqual(before);
    return false;
  }
}

/** Other bytes: some replaced, taken out, or put in. */
function mutated(bytes: Bytes): fc.Arbitrary<Bytes> {
  const at = fc.oneof(fc.nat(Math.min(bytes.length, 1500) - 1), fc.nat(bytes.length - 1));
  const splice = fc.tuple(at, fc.nat(9), fc.uint8Array({ maxLength: 9 }));
  const spliced = splice.map(
    ([begin, count, put]) =>
      Buffer.from(bytes).subarray(0, begin).toString('latin1') +
      Buffer.from(put).toString('latin1') +
      Buffer.from(bytes)
        .subarray(begin + count)
        .toString('latin1'),
  );
  const flipped = fc
    .tuple(at, fc.nat(7))
    .map(([place, bit]) => bytes.map((byte, i) => (i === place ? byte ^ (1 << bit) : byte)));
  const cut = at.map((end) => bytes.slice(0, end));
  return fc
    .oneof(
      spliced.map((text) => new Uint8Array(Buffer.from(text, 'latin1'))),
      flipped,
      cut,
    )
    .filter((other) => Buffer.compare(other, bytes) !== 0);
}

it('never opens when any byte is another', async () => {
  await withTrial(tinyTask(), async (training) => {
    expect(await restores(training, new Map([['last', file]]))).toBe(true);
    const property = async (bytes: Bytes) => {
      expect(await restores(training, new Map([['last', bytes]]))).toBe(false);
    };
    await fc.assert(fc.asyncProperty(mutated(file), property), often);
  });
});

it('never opens when any byte of one of several files is another', async () => {
  const training = shareOf({ rank: 0, size: 1 });
  expect(await restores(training, parts)).toBe(true);
  const names = fc.constantFrom('last', 'last-0', 'last-1');
  const one = names.chain((name) => mutated(parts.get(name)!).map((bytes) => [name, bytes] as const));
  const property = async ([name, bytes]: readonly [string, Bytes]) => {
    expect(await restores(training, new Map(parts).set(name, bytes))).toBe(false);
  };
  await fc.assert(fc.asyncProperty(one, property), { ...often, numRuns: 150 });
  disposeShare(training);
});

it('says what is wrong with any header, also where there are no checksums', async () => {
  const names = Object.keys(taken.header);
  const change = fc.tuple(
    fc.constantFrom(...names, '__proto__', 'other'),
    fc.constantFrom('', 'dtype', 'shape', 'step', 'extra'),
    fc.json({ maxDepth: 2 }),
  );
  await withTrial(tinyTask(), async (training) => {
    const property = async ([name, field, value]: [string, string, string]) => {
      const entry = taken.header[name] as Record<string, unknown> | undefined;
      const next = field === '' ? (JSON.parse(value) as unknown) : { ...entry, [field]: JSON.parse(value) as unknown };
      const entries = Object.entries(taken.header).filter(([other]) => other !== name);
      const header = craft(Object.fromEntries([...entries, [name, next]]), taken.numbers);
      await restores(training, new Map([['last', new Uint8Array(await header.arrayBuffer())]]));
    };
    await fc.assert(fc.asyncProperty(change, property), often);
  });
});
