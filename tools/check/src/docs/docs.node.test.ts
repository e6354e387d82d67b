import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { CommandOutput } from '../command.js';
import { runCommand } from '../command.js';
import { HERE, ROOT } from '../paths.js';

/** A package with our own configuration of typedoc; below this one, where typedoc resolves. */
let folder: string;

const config = `import config from '${join(ROOT, 'typedoc.config.mjs')}';
export default { ...config, tsconfig: 'tsconfig.json', entryPoints: ['index.ts'], readme: 'none', out: 'api' };
`;

beforeEach(async () => {
  await mkdir(join(HERE, '.snippets'), { recursive: true });
  folder = await mkdtemp(join(HERE, '.snippets/docs-'));
  await writeFile(join(folder, 'typedoc.config.mjs'), config);
  await writeFile(join(folder, 'package.json'), '{ "name": "one", "type": "module" }\n');
  await writeFile(join(folder, 'tsconfig.json'), '{ "compilerOptions": { "types": [], "lib": ["es2022"] } }\n');
});

afterEach(() => rm(folder, { recursive: true }));

/** How typedoc ends with a module, and what it says. */
async function document(code: string): Promise<CommandOutput> {
  await writeFile(join(folder, 'index.ts'), code);
  return runCommand([join(ROOT, 'node_modules/.bin/typedoc')], { cwd: folder });
}

test('docstrings that are missing, empty or link to nothing fail', async () => {
  const { code, output } = await document(`
/** One, unlike {@link three}. */
export const one = 1;
export const two = () => 2;
/** @throws Error always */
export function fail(): void {}
/** How it fails. */
export interface FailOptions {
  readonly loudly?: boolean;
  /** In how many words; default 3. */
  readonly words?: number;
}
`);
  expect(code).toBeGreaterThan(0);
  expect(output).toContain('"three"');
  expect(output).toMatch(/two.* does not have any documentation/);
  expect(output).toContain('fail: its docstring needs a sentence that says what it is');
  expect(output).toContain('FailOptions.loudly: its docstring needs a sentence that says what it is');
  expect(output).not.toContain('words');
});

test('names that are explained pass', async () => {
  expect(await document('/** One. */\nexport const one = 1;\n')).toEqual({ code: 0, output: '' });
});
