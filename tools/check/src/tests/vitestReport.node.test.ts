import { expect, test } from 'vitest';
import { resultOfVitest } from './vitestReport.js';

const report = (tests: readonly string[], fileStatus = 'passed', fileMessage = ''): string =>
  JSON.stringify({
    numPassedTests: tests.filter((status) => status === 'passed').length,
    numFailedTests: tests.filter((status) => status === 'failed').length,
    numPendingTests: tests.filter((status) => status === 'pending').length,
    numTodoTests: 0,
    testResults: [
      {
        name: 'a.test.ts',
        status: fileStatus,
        message: fileMessage,
        assertionResults: tests.map((status, i) => ({ fullName: `t${i}`, status, failureMessages: ['no: 1\nat x'] })),
      },
    ],
  });

test('counts and names tests, and says why some were skipped', () => {
  expect(
    resultOfVitest('cpu', {
      code: 1,
      report: report(['passed', 'failed', 'pending'], 'failed'),
      skips: '{"no GPU":1}',
    }),
  ).toEqual({
    passed: 1,
    failed: 1,
    skipped: 1,
    notes: ['cpu: t1: no: 1', 'cpu: 1 skipped: no GPU'],
  });
});

test('a file that could not be loaded has failed', () => {
  expect(resultOfVitest('cpu', { code: 1, report: report([], 'failed', 'Cannot find module x\n') }).notes).toEqual([
    'cpu: a.test.ts: Cannot find module x',
  ]);
  expect(resultOfVitest('cpu', { code: 1, report: report([], 'failed') })).toMatchObject({
    failed: 1,
    notes: ['cpu: a.test.ts'],
  });
});

test('a bad end fails although every test passed', () => {
  expect(resultOfVitest('cpu', { code: 1, report: report(['passed']) })).toMatchObject({
    passed: 1,
    failed: 1,
    notes: ['cpu: vitest ended with exit code 1'],
  });
});

test('no report is a failure', () => {
  expect(resultOfVitest('webgpu', { code: null, report: undefined })).toMatchObject({ passed: 0, failed: 1 });
});
