import { mkdtemp, readFile, readdir, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, expect, onTestFinished, test } from 'vitest';
import { writeFakeWheel } from './fakeWheel.js';
import { unpackWheel } from './wheel.js';

let folder: string;
let wheel: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'outrageous-wheel-'));
  wheel = join(folder, 'fake.whl');
  await writeFakeWheel(wheel, { 'a/wanted.so': Buffer.alloc(100_000, 'x'), 'a/other.py': Buffer.from('print()') });
  onTestFinished(() => rm(folder, { recursive: true }));
});

const wanted = (path: string) => path.endsWith('.so');

test('only the wanted files are unpacked, and their bytes are counted', async () => {
  const counted: number[] = [];
  await unpackWheel(wheel, join(folder, 'out'), wanted, (bytes, total) => counted.push(bytes, total));
  expect(await readdir(join(folder, 'out/a'))).toEqual(['wanted.so']);
  expect(await readFile(join(folder, 'out/a/wanted.so'), 'utf8')).toBe('x'.repeat(100_000));
  expect(counted.slice(-2)).toEqual([100_000, 100_000]);
});

test('a wheel that is cut short, damaged, or of something else is refused', async () => {
  const unpack = () => unpackWheel(wheel, join(folder, 'out'), wanted);
  await expect(unpackWheel(wheel, folder, () => false)).rejects.toThrow(
    `${wheel} holds none of the files that are needed`,
  );
  const bytes = await readFile(wheel);
  await writeFile(
    wheel,
    bytes.map((byte, index) => (index === 60 ? byte ^ 1 : byte)),
  );
  await expect(unpack()).rejects.toThrow();
  await truncate(wheel, 80);
  await expect(unpack()).rejects.toThrow('End of central directory record');
});
