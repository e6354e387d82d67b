import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Check, Result } from '../check.js';
import { total } from '../check.js';
import { runCommand } from '../command.js';
import { resultOfVitest } from './vitestReport.js';

/** Half an hour: WebGPU on a processor takes long, but not for ever. */
const TIMEOUT = 1_800_000;

/** Every test, once on each device. */
export function testsCheck(projects: readonly string[]): Check {
  return {
    name: 'tests',
    async run() {
      const results: Result[] = [];
      for (const project of projects) results.push(await runProject(project));
      return total(results);
    },
  };
}

async function runProject(project: string): Promise<Result> {
  const folder = await mkdtemp(join(tmpdir(), 'outrageous-tests-'));
  const file = join(folder, 'report.json');
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${file}`];
  const { code } = await runCommand(['pnpm', '--silent', 'exec', 'vitest', 'run', '--project', project, ...reporters], {
    live: true,
    timeout: TIMEOUT,
  });
  const text = await readFile(file, 'utf8').catch(() => undefined);
  await rm(folder, { recursive: true });
  const result = resultOfVitest(project, code, text);
  process.stdout.write(`${project}: ${result.passed} passed, ${result.failed} failed, ${result.skipped} skipped\n`);
  return result;
}
