import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { cliProgram } from './cliProgram.js';

it('prints the version of its package', () => {
  const manifest = readFileSync(new URL('../package.json', import.meta.url), 'utf8');
  const { version } = JSON.parse(manifest) as { version: string };
  const { status, stdout } = spawnSync(process.execPath, [cliProgram, '--version'], { encoding: 'utf8' });
  expect([status, stdout]).toEqual([0, `${version}\n`]);
});
