import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, openSync } from 'node:fs';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { cliProgram } from './cliProgram.js';
import { folderWithText, patience, tinyRun } from './testing/program.js';

vi.setConfig({ testTimeout: patience });

let folder: string;
beforeAll(async () => {
  folder = await folderWithText();
});

/** Commands by themselves, then one that makes a run, and those that look at it. */
const commands = [
  ['--help'],
  ['presets', '--json'],
  ['help', 'train'],
  [...tinyRun, '--steps', '1', '--json'],
  ['evaluate', '--run', 'run', '--device', 'wasm'],
  ['experts', '--run', 'run', '--device', 'wasm', '--json'],
  ['sample', '--run', 'run', '--device', 'wasm', '--length', '100000'],
];

describe.skipIf(!existsSync('/dev/full'))('on a full disk', () => {
  it.each(commands.map((command) => [command]))('says that %j cannot be written, and fails', (parameters) => {
    const stdio = ['ignore', openSync('/dev/full', 'w'), 'pipe'] as const;
    const { status, stderr } = spawnSync(process.execPath, [cliProgram, ...parameters], {
      cwd: folder,
      stdio: [...stdio],
      encoding: 'utf8',
    });
    expect(stderr).toContain("outrageous-lm: standard output can't be written: ");
    expect(status).toBe(1);
    expect(existsSync(`${folder}/run/lock.json`)).toBe(false);
  });

  it('ends without a word where its reader has seen enough', async () => {
    const child = spawn(process.execPath, [cliProgram, ...(commands.at(-1) ?? [])], { cwd: folder });
    let stderr = '';
    child.stderr.on('data', (portion: Buffer) => (stderr += portion.toString()));
    await once(child.stdout, 'data');
    child.stdout.destroy();
    const [code] = (await once(child, 'close')) as [number];
    expect(stderr).toMatch(/^device: .*\nrun: .*\n$/);
    expect(code).toBe(0);
  });
});
