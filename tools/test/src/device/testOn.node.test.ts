import { execFile } from 'node:child_process';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

/** What of vitest's JSON is read here. */
interface Report {
  readonly testResults: readonly {
    readonly assertionResults: readonly { readonly title: string; readonly status: string }[];
  }[];
}

const vitest = join(dirname(createRequire(import.meta.url).resolve('vitest/package.json')), 'vitest.mjs');
const config = fileURLToPath(new URL('../../fixtures/strict/vitest.config.ts', import.meta.url));

function runCases(): Promise<Report> {
  return new Promise((resolve, reject) => {
    const parameters = [vitest, 'run', '--config', config, '--reporter=json'];
    execFile(process.execPath, parameters, (error, stdout) => {
      // Some cases fail, so that a nonzero exit code is right; without a report nothing has run.
      if (stdout.includes('{')) resolve(JSON.parse(stdout.slice(stdout.indexOf('{'))) as Report);
      else reject(error ?? new Error('vitest wrote no report'));
    });
  });
}

test('a test fails that leaks a tensor or causes a WebGPU error, in the first file and in later ones', async () => {
  const { testResults } = await runCases();
  const cases = testResults.flatMap(({ assertionResults }) => assertionResults);
  expect(cases.length).toBe(5);
  for (const { title, status } of cases) {
    expect([title, status]).toEqual([title, title.startsWith('passes') ? 'passed' : 'failed']);
  }
});
