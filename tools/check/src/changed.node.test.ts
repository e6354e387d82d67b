import { expect, test } from 'vitest';
import { changedChecks, readChange, testsBeside } from './changed.js';

test('tests of a change lie beside its files', async () => {
  expect(await testsBeside(['tools/check/src/tests/testsCheck.ts', 'tools/check/src/tests/vitestReport.ts'])).toEqual([
    'tools/check/src/tests/vitestReport.node.test.ts',
  ]);
});

test('a change is what differs from a commit, and what git does not know', async () => {
  const { base, files } = await readChange('HEAD');
  expect(base).toBe('HEAD');
  expect(files.every((file) => !file.startsWith('/'))).toBe(true);
  await expect(readChange('no-such-branch')).rejects.toThrow('git diff --name-only');
});

test('a change of a document needs no tests, and nothing is linted', async () => {
  const checks = changedChecks({ base: 'HEAD', files: ['README.md'] });
  const [lint, , , , tests] = checks;
  expect(checks.map(({ name }) => name)).toEqual(['lint', 'format:check', 'typecheck', 'structure', 'tests']);
  expect(await lint.run()).toMatchObject({ passed: 0, failed: 0 });
  expect(await tests.run()).toMatchObject({ passed: 0, failed: 0 });
});
