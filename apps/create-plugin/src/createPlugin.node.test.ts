import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createPlugin } from './createPlugin.js';
import { isKind, type Kind, kinds } from './kinds.js';
import type { Versions } from './manifest.js';

const versions: Versions = new Proxy({}, { has: () => true, get: (_, name) => `^1.0.0 of ${String(name)}` });

let parent: string;
beforeAll(async () => {
  parent = await mkdtemp(join(tmpdir(), 'create-plugin-'));
});
afterAll(() => rm(parent, { recursive: true }));

async function filesOf(folder: string): Promise<Map<string, string>> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const paths = entries.filter((entry) => entry.isFile()).map(({ parentPath, name }) => join(parentPath, name));
  const read = paths.map(async (path) => [path.slice(folder.length + 1), await readFile(path, 'utf8')] as const);
  return new Map(await Promise.all(read));
}

describe('createPlugin', () => {
  it.each(Object.keys(kinds).filter(isKind))('writes a package with a plugin of the kind %s', async (kind: Kind) => {
    const files = await filesOf(await createPlugin({ kind, name: `@me/${kind}-of-mine`, parent, versions }));
    expect([...files.keys()].sort()).toEqual([
      '.changeset/config.json',
      '.changeset/first.md',
      '.gitignore',
      'README.md',
      'device.js',
      'package.json',
      `src/${kind}OfMine.test.ts`,
      `src/${kind}OfMine.ts`,
      'src/index.ts',
      'tsconfig.json',
      'vitest.config.js',
    ]);
    expect(files.get('src/index.ts')).toContain(`export { ${kind}OfMine } from './${kind}OfMine.js';`);
    expect(files.get(`src/${kind}OfMine.ts`)).toMatch(/^export interface \w+OfMineOptions \{$/m);
    expect([...files.values()].join()).not.toMatch(/plugin-?name|plugin-(kind|option|suite|contract)/i);
  });

  it('gives the package the name, and each of its dependencies the version that it is told', async () => {
    const folder = await createPlugin({ kind: 'cell', name: 'remembering', parent, versions });
    expect(JSON.parse(await readFile(join(folder, 'package.json'), 'utf8'))).toMatchObject({
      name: 'remembering',
      description: 'A recurrent cell for Outrageous',
      dependencies: {
        '@outrageous/core': '^1.0.0 of @outrageous/core',
        '@outrageous/lstm': '^1.0.0 of @outrageous/lstm',
      },
    });
  });

  it('leaves what is there alone', async () => {
    await createPlugin({ kind: 'gate', name: 'twice', parent, versions });
    await expect(createPlugin({ kind: 'gate', name: 'twice', parent, versions })).rejects.toThrow(
      `there is ${join(parent, 'twice')} already; choose another name, or move it away`,
    );
  });

  it('says which version it does not know', async () => {
    const known = { '@tensorflow/tfjs-core': '4.22.0', '@outrageous/core': '^0.1.0' };
    await expect(createPlugin({ kind: 'gate', name: 'unknown', parent, versions: known })).rejects.toThrow(
      'the template needs @changesets/cli, which is not among the devDependencies of create-plugin; add it there',
    );
  });
});
