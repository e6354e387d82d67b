import { appendFile, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { openMetrics, readMetrics, type MetricsRecord } from './openMetrics.js';

let folder: string;
let path: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'metrics-'));
  path = join(folder, 'run', 'metrics.jsonl');
});

afterEach(() => rm(folder, { recursive: true }));

async function write(records: readonly MetricsRecord[], options?: { keepUpTo: number }): Promise<void> {
  const metrics = await openMetrics(path, options);
  for (const record of records) await metrics.append(record);
  await metrics.close();
}

it('writes one object per line, and leaves out what is undefined', async () => {
  await write([
    { step: 1, loss: 2.5, learningRate: undefined },
    { step: 2, mixtures: [{ dead: 0 }] },
  ]);
  expect(await readFile(path, 'utf8')).toBe('{"step":1,"loss":2.5}\n{"step":2,"mixtures":[{"dead":0}]}\n');
});

it('has each line on the disk before the next step', async () => {
  const metrics = await openMetrics(path);
  await metrics.append({ step: 1 });
  expect(await readFile(path, 'utf8')).toBe('{"step":1}\n');
  await metrics.close();
});

it('goes on at the end of what is there', async () => {
  await write([{ step: 1 }]);
  await write([{ step: 2 }]);
  expect(await readFile(path, 'utf8')).toBe('{"step":1}\n{"step":2}\n');
});

it('drops a last line that was half-written', async () => {
  await write([{ step: 1 }]);
  await appendFile(path, '{"step":2,"lo');
  await write([{ step: 2, loss: 1 }]);
  expect(await readFile(path, 'utf8')).toBe('{"step":1}\n{"step":2,"loss":1}\n');
});

it('drops the steps after the one that a run goes on from', async () => {
  await write([{ step: 1 }, { step: 2 }, { step: 2, validation: 3 }, { step: 3 }]);
  await write([{ step: 3, again: true }], { keepUpTo: 2 });
  expect(await readFile(path, 'utf8')).toBe(
    '{"step":1}\n{"step":2}\n{"step":2,"validation":3}\n{"step":3,"again":true}\n',
  );
  await write([], { keepUpTo: 0 });
  expect(await readFile(path, 'utf8')).toBe('');
});

it('leaves a file alone that is none of its own', async () => {
  await write([{ step: 1 }]);
  await appendFile(path, 'step two\n{"step":3}\n');
  const before = await readFile(path, 'utf8');
  await expect(openMetrics(path, { keepUpTo: 0 })).rejects.toThrow(
    `openMetrics: ${path}:2 is no record of metrics: got step two; needs a JSON object with a "step"; mend or delete the ` +
      'file, or name another',
  );
  expect(await readFile(path, 'utf8')).toBe(before);
  await writeFile(path, 'null\n');
  await expect(openMetrics(path)).rejects.toThrow(`${path}:1 is no record of metrics: got null`);
});

it.each(['{}', '[1]', '1', '{"step":null}', '{"step":"3"}', '{"step":-1}', '{"step":1.5}', '{"step":1e300}', ''])(
  'takes %j for no record, and leaves the file alone',
  async (line) => {
    await write([{ step: 1 }]);
    await appendFile(path, `${line}\n`);
    const before = await readFile(path, 'utf8');
    await expect(openMetrics(path, { keepUpTo: 0 })).rejects.toThrow(`openMetrics: ${path}:2 is no record of metrics`);
    expect(await readFile(path, 'utf8')).toBe(before);
  },
);

it.each([NaN, -1, -Infinity])('does not drop records for a step of %d', async (keepUpTo) => {
  await write([{ step: 1 }, { step: 2 }]);
  await expect(openMetrics(path, { keepUpTo })).rejects.toThrow(
    `openMetrics: keepUpTo must be the step that a run goes on from, 0 or more, got ${keepUpTo}`,
  );
  expect(await readMetrics(path)).toEqual([{ step: 1 }, { step: 2 }]);
});

it('reads what is there, but for a line that is not finished', async () => {
  expect(await readMetrics(path)).toEqual([]);
  await write([{ step: 1 }, { step: 2, loss: 3 }]);
  await appendFile(path, '{"step":3');
  expect(await readMetrics(path)).toEqual([{ step: 1 }, { step: 2, loss: 3 }]);
});

it('names the file that cannot be read or written', async () => {
  await expect(openMetrics(folder)).rejects.toThrow(
    `metrics: ${folder} can't be read: illegal operation on a directory`,
  );
  await mkdir(join(folder, 'run'));
  await symlink('/dev/full', `${path}.half`);
  await writeFile(path, '{"step":1}\n{"step":2}\n');
  await expect(openMetrics(path, { keepUpTo: 1 })).rejects.toThrow(
    `metrics: ${path} can't be written: no space left on device; make room, or name a folder that can be written to`,
  );
  expect(await readFile(path, 'utf8')).toBe('{"step":1}\n{"step":2}\n');
});

it('says what is wrong, or has the records, whatever is in the file', async () => {
  await write([]);
  const lines = fc.array(
    fc.oneof(
      fc.json(),
      fc.record({ step: fc.nat() }).map((record) => JSON.stringify(record)),
      fc.string(),
    ),
  );
  const property = async (all: string[]) => {
    const text = all.map((line) => `${line}\n`).join('');
    await writeFile(path, text);
    const outcome = await openMetrics(path).then(
      (file) => file.close(),
      (error: Error) => error.message,
    );
    if (outcome !== undefined) expect(outcome).toMatch(`openMetrics: ${path}:`);
    expect(await readFile(path, 'utf8')).toBe(text);
  };
  await fc.assert(fc.asyncProperty(lines, property), { numRuns: 100, seed: 3 });
});
