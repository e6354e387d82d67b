import { spawnSync } from 'node:child_process';
import { existsSync, openSync } from 'node:fs';
import { expect, it } from 'vitest';
import { cliProgram } from './cliProgram.js';

it.skipIf(!existsSync('/dev/full')).each([[['--help']], [['presets', '--json']], [['help', 'train']]])(
  'says that %j cannot be written, and fails',
  (parameters) => {
    const stdio = ['ignore', openSync('/dev/full', 'w'), 'pipe'] as const;
    const { status, stderr } = spawnSync(process.execPath, [cliProgram, ...parameters], {
      stdio: [...stdio],
      encoding: 'utf8',
    });
    expect(stderr).toContain("outrageous-lm: standard output can't be written: ");
    expect(status).toBe(1);
  },
);
