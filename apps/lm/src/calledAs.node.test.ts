import { spawnSync } from 'node:child_process';
import { expect, it } from 'vitest';
import { calledAs } from './calledAs.js';
import { cliProgram } from './cliProgram.js';

it('knows what the user typed', () => {
  expect(calledAs({})).toBe('outrageous-lm');
  expect(calledAs({ npm_lifecycle_script: "'outrageous-lm' 'train'" })).toBe('npx outrageous-lm');
  expect(calledAs({ npm_lifecycle_script: 'vitest' })).toBe('outrageous-lm');
  expect(calledAs({ OUTRAGEOUS_CALLED_AS: 'npm start --' })).toBe('npm start --');
});

it.each([[['--help']], [['help', 'train']]])('says it in the help of %j', (parameters) => {
  const env = { ...process.env, OUTRAGEOUS_CALLED_AS: 'npm start --' };
  const { stdout } = spawnSync(process.execPath, [cliProgram, ...parameters], { env, encoding: 'utf8' });
  expect(stdout).toMatch(/^Usage: npm start -- /);
  expect(stdout).toContain('$ npm start -- train');
  expect(stdout).not.toContain('outrageous-lm');
});
