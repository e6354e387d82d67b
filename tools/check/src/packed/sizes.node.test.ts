import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { bundle } from './bundle.js';
import { browserFact, limitFact, shakenFact } from './sizeFacts.js';
import { sizesTable } from './sizes.js';

let folder: string;

/** A package of two plugins, one of which does something while it loads. */
const FILES = {
  'package.json': '{ "name": "two", "type": "module", "sideEffects": true, "exports": "./index.js" }',
  'index.js':
    "export { quiet } from './quiet.js';\nexport { loud } from './loud.js';\nexport { fast } from './native.js';\n",
  'quiet.js': "export const quiet = () => 'quiet';\n",
  'native.js': "export const fast = () => 'fast';\n",
  'loud.js': "console.log('here');\nexport const loud = () => 'loud';\n",
};

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'outrageous-sizes-'));
  const home = join(folder, 'node_modules/two');
  await mkdir(home, { recursive: true });
  for (const [name, text] of Object.entries(FILES)) await writeFile(join(home, name), text);
});

afterAll(() => rm(folder, { recursive: true }));

test('a bundle knows its size, and which modules are left in it', async () => {
  const { size, modules } = await bundle("export { loud } from 'two';", folder);
  expect(size).toBeGreaterThan(20);
  expect(modules.map((module) => module.split('/').at(-1))).toEqual(['loud.js']);
});

test('what is left out of a bundle need not be there', async () => {
  const program = "export { far } from '@away/far';";
  await expect(bundle(program, folder, ['@away'])).resolves.toBeDefined();
  await expect(bundle(program, folder)).rejects.toThrow('Could not resolve "@away/far"');
});

describe('shakenFact', () => {
  test('names the modules that came along', async () => {
    const { failure } = await shakenFact({ entry: 'two', name: 'quiet', without: ['/loud.js'] }, folder);
    expect(failure).toMatch(/two\/loud\.js came with it: import parts, and do nothing while a module loads$/);
  });

  test('holds where none did', async () => {
    const fact = await shakenFact({ entry: 'two', name: 'loud', without: ['/quiet.js'] }, folder);
    expect(fact).toEqual({ name: 'loud comes without other plugins' });
  });
});

describe('browserFact', () => {
  test('names the kernels of TensorFlow that came along', async () => {
    const { failure } = await browserFact('two', folder);
    expect(failure).toMatch(/two\/native\.js came with it: import it as '#tensorflow\/…', as docs\/ops\.md says$/);
  });
});

test('a package at the limit is too large', () => {
  const of = (withCore: number) => limitFact({ what: 'two', alone: 1_000, withCore });
  expect(of(23_999)).toEqual({ name: 'two is below 24000 bytes, core included' });
  expect(of(24_000).failure).toMatch(/^it has 24000; `npm run sizes` lists all/);
});

test('sizes are a table', () => {
  expect(sizesTable([{ what: 'two', alone: 1_234, withCore: 20_050 }])).toBe(
    ['| import | without core | with core |', '| --- | ---: | ---: |', '| `two` | 1.2 kB | 20.1 kB |'].join('\n'),
  );
});
