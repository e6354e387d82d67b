import { beforeAll, describe, expect, it } from 'vitest';
import { craft, takeApart, type Taken } from '../test/craft.js';
import { tinyTask } from '../test/tinyTask.js';
import { lossesOf, snapshot, withTrial } from '../test/trial.js';
import { blobBytes } from './byteSource.js';
import { encodeCheckpoint } from './encodeCheckpoint.js';
import { openCheckpoint } from './openCheckpoint.js';

let file: Blob;
let taken: Taken;

beforeAll(async () => {
  await withTrial(tinyTask(), async (training, task) => {
    await lossesOf(task, training, 2);
    const chunks: Uint8Array<ArrayBuffer>[] = [];
    for await (const chunk of encodeCheckpoint(training, { best: 1 })) chunks.push(chunk.slice());
    file = new Blob(chunks);
  });
  taken = await takeApart(file);
});

const open = (blob: Blob) => openCheckpoint(blobBytes(blob, 'last.safetensors'));

/** The file, with some of its header replaced. */
const changed = (entries: object, numbers = taken.numbers) => craft({ ...taken.header, ...entries }, numbers);

const metadata = (entries: object) =>
  changed({ __metadata__: { ...(taken.header.__metadata__ as object), ...entries } });

/** Restores, which must fail with this message and change nothing. */
async function refuses(blob: Blob, message: string): Promise<void> {
  await withTrial(tinyTask(), async (training) => {
    const before = await snapshot(training);
    await expect(open(blob).then((checkpoint) => checkpoint.restore(training))).rejects.toThrow(message);
    await expect(open(blob).then((checkpoint) => checkpoint.restoreParameters(training.parameters))).rejects.toThrow(
      message,
    );
    expect(await snapshot(training)).toEqual(before);
  });
}

it('opens what was written before there were checksums', async () => {
  const { info } = await open(changed({}));
  expect(info).toEqual({ step: 2, tokens: 16, extra: { best: 1 } });
  await withTrial(tinyTask(), async (training, task) => {
    await (await open(changed({}))).restore(training);
    const old = await snapshot(training);
    await lossesOf(task, training, 3);
    await (await open(file)).restore(training);
    expect(await snapshot(training)).toEqual(old);
  });
});

describe('a header that the format forbids', () => {
  it.each<[what: string, make: () => Blob, message: string]>([
    ['a name that stands twice', () => craft('{"a":1,"a":1}'), 'a name stands in its header twice'],
    ['a name twice, once escaped', () => craft('{"a":1,"\\u0061":1}'), 'a name stands in its header twice'],
    ['metadata that is no text', () => metadata({ step: 2 }), 'its __metadata__ is no record of texts'],
    ['metadata that is a list', () => changed({ __metadata__: [] }), 'its __metadata__ is no record of texts'],
    [
      'an entry that is none',
      () => changed({ other: null }),
      'other is not described as a tensor, by dtype, shape and data_offsets',
    ],
    [
      'offsets that go back',
      () => changed({ other: { dtype: 'F16', shape: [1], data_offsets: [8, 4] } }),
      'other, F16 [1], has -4 bytes where it needs some',
    ],
    [
      'tensors that share bytes',
      () => changed({ other: { dtype: 'F32', shape: [1], data_offsets: [4, 8] } }),
      'other overlaps another tensor',
    ],
    [
      'bytes that belong to no tensor',
      () => changed({ 'parameters/embedding': undefined }),
      '84 bytes before parameters/layers/0/recurrent belong to no tensor',
    ],
    [
      'bytes that follow',
      () => changed({}, new Uint8Array([...taken.numbers, ...new Uint8Array(1e6)])),
      '1000000 bytes follow its last tensor',
    ],
  ])('%s', async (_, make, message) => {
    await expect(open(make())).rejects.toThrow(
      `checkpoint: last.safetensors is damaged: ${message}. Copy it again from`,
    );
  });
});

describe('metadata that no trainer writes', () => {
  const whole = 'which must be a whole number of 0 or more';
  it.each<[change: object, message: string]>([
    [{ step: undefined }, 'its metadata has no step'],
    [{ step: 'NaN' }, `its metadata says step "NaN", ${whole}`],
    [{ step: 'abc' }, `its metadata says step "abc", ${whole}`],
    [{ step: '' }, `its metadata says step "", ${whole}`],
    [{ step: '-5' }, `its metadata says step "-5", ${whole}`],
    [{ step: '1.5' }, `its metadata says step "1.5", ${whole}`],
    [{ step: '1e300' }, `its metadata says step "1e300", ${whole}`],
    [{ step: '9'.repeat(400) }, `its metadata says step "${'9'.repeat(59)}, ${whole}`],
    [{ tokens: 'Infinity' }, `its metadata says tokens "Infinity", ${whole}`],
    [{ extra: undefined }, 'its metadata has no extra'],
    [{ extra: 'undefined' }, 'its metadata says extra "undefined", which must be a JSON object'],
    [{ extra: 'null' }, 'its metadata says extra "null", which must be a JSON object'],
    [{ extra: '[1]' }, 'its metadata says extra "[1]", which must be a JSON object'],
  ])('%j', async (change, message) => {
    await expect(open(metadata(change))).rejects.toThrow(`checkpoint: last.safetensors is damaged: ${message}. Copy`);
  });
});

it.each(['__proto__', 'constructor', 'toString'])('a tensor called %s is one that the model has not', async (name) => {
  const more =
    JSON.stringify(taken.header).slice(0, -1) + `,"${name}":{"dtype":"F32","shape":[0],"data_offsets":[0,0]}}`;
  const blob = craft(more, taken.numbers);
  await withTrial(tinyTask(), async (training) => {
    await expect(open(blob).then((checkpoint) => checkpoint.restore(training))).rejects.toThrow(
      `last.safetensors doesn't fit this model, optimizer and batch: it has, and they have not, ${name}. Nothing was`,
    );
  });
});

describe('numbers that are not those that were written', () => {
  /** The file with one bit of the byte at `fromEnd` changed. */
  async function flipped(at: number, bit: number): Promise<Blob> {
    const bytes = new Uint8Array(await file.arrayBuffer());
    bytes[at] ^= 1 << bit;
    return new Blob([bytes]);
  }

  it('are noticed by a single bit of a parameter, and nothing is changed', async () => {
    const numbers = file.size - taken.numbers.length - 4 * 12;
    await refuses(
      await flipped(numbers, 0),
      'checkpoint: last.safetensors is damaged: the numbers of parameters/embedding are not those that were written ' +
        '(the CRC-32 differs). Copy it again',
    );
  });

  it('are noticed by a single bit of the header', async () => {
    const at = (await file.text()).indexOf('"step":"2"') + 8;
    await refuses(await flipped(at, 0), 'damaged: its header is not as it was written (the CRC-32 differs). Copy');
  });

  it('are noticed where the checksums themselves were lost', async () => {
    const text = await file.text();
    await refuses(
      await flipped(text.indexOf('"checksums":{') + 1, 1),
      'its checksums are missing, or not those of its',
    );
  });

  it.each([NaN, Infinity, -Infinity])('are named where they are %d, also without checksums', async (bad) => {
    const numbers = taken.numbers.slice();
    new Float32Array(numbers.buffer)[3] = bad;
    await refuses(
      changed({}, numbers),
      'checkpoint: last.safetensors is damaged: parameters/embedding holds NaN or an infinity. Copy it again',
    );
  });
});
