import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

function createPlugin(...parameters: string[]) {
  const program = fileURLToPath(new URL('./cli.ts', import.meta.url));
  return spawnSync(process.execPath, [program, ...parameters], { encoding: 'utf8' });
}

it('prints its version', () => {
  const manifest = readFileSync(new URL('../package.json', import.meta.url), 'utf8');
  const { version } = JSON.parse(manifest) as { version: string };
  expect(createPlugin('--version')).toMatchObject({ status: 0, stdout: `${version}\n` });
});

it('says how it is used when it is given something else', () => {
  const { status, stdout, stderr } = createPlugin('gates', 'mine');
  expect(stderr).toMatch(/^create-plugin: got 'gates mine'\n\nUsage: npm create @outrageous\/plugin <kind> <name>\n/);
  expect([status, stdout]).toEqual([2, '']);
});
