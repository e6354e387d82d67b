import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { identityOf, type SourceFiles } from './identity.js';

let folder: string;
let files: SourceFiles;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'native-ops-'));
  await mkdir(join(folder, 'include'));
  for (const name of ['op.cc', 'beside.h', 'include/far.h']) await writeFile(join(folder, name), 'one');
  files = { name: 'op', sources: [join(folder, 'op.cc')], includeDirectories: [join(folder, 'include')] };
});

afterEach(() => rm(folder, { recursive: true }));

test.each(['op.cc', 'beside.h', 'include/far.h'])('another one when %s has changed', async (name) => {
  const before = await identityOf(files, ['-O3']);
  await writeFile(join(folder, name), 'two');
  expect(await identityOf(files, ['-O3'])).not.toBe(before);
});

test('the same one for the same files, and another under other circumstances', async () => {
  await writeFile(join(folder, 'notes.md'), 'no part of it');
  expect(await identityOf(files, ['-O3'])).toBe(await identityOf(files, ['-O3']));
  expect(await identityOf(files, ['-O3'])).not.toBe(await identityOf(files, ['-O2']));
});
