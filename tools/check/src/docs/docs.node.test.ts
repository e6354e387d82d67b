import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { runCommand } from '../command.js';
import { HERE, ROOT } from '../paths.js';

/** A repository with one package and our own configuration of typedoc; below this package, where typedoc resolves. */
let folder: string;

beforeEach(async () => {
  await mkdir(join(HERE, '.snippets'), { recursive: true });
  folder = await mkdtemp(join(HERE, '.snippets/docs-'));
  await mkdir(join(folder, 'packages/one/src'), { recursive: true });
  await cp(join(ROOT, 'typedoc.config.mjs'), join(folder, 'typedoc.config.mjs'));
  await writeFile(join(folder, 'README.md'), '# One\n');
  await writeFile(join(folder, 'package.json'), '{ "name": "one", "type": "module" }\n');
  await writeFile(join(folder, 'tsconfig.docs.json'), '{ "compilerOptions": { "types": [], "lib": ["es2022"] } }\n');
});

afterEach(() => rm(folder, { recursive: true }));

test('an exported name without a docstring fails, and so does a link to nothing', async () => {
  const code = '/** One, unlike {@link three}. */\nexport const one = 1;\nexport const two = () => 2;\n';
  await writeFile(join(folder, 'packages/one/src/index.ts'), code);
  const command = [join(ROOT, 'node_modules/.bin/typedoc'), '--entryPoints', 'packages/one/src/index.ts'] as const;
  const made = await runCommand([...command], { cwd: folder });
  expect(made.code).toBeGreaterThan(0);
  expect(made.output).toMatch(/two.* does not have any documentation/);
  expect(made.output).toContain('"three"');
});
