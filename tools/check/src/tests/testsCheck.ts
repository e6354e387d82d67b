import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Check, Result } from '../check.js';
import { total } from '../check.js';
import { runCommand } from '../command.js';
import { inPairs } from '../inPairs.js';
import { ROOT } from '../paths.js';
import { resultOfVitest } from './vitestReport.js';

const VITEST = join(ROOT, 'node_modules/.bin/vitest');

/** Half an hour: WebGPU on a processor takes long, but not for ever. */
const TIMEOUT = 1_800_000;

/**
 * Every test, once on each device, two devices at a time.
 *
 * @param projects of vitest; the slowest first makes the whole the fastest
 */
export function testsCheck(projects: readonly string[]): Check {
  return {
    name: 'tests',
    run: async () => total(await inPairs(projects, runProject)),
  };
}

async function runProject(project: string): Promise<Result> {
  const folder = await mkdtemp(join(tmpdir(), 'outrageous-tests-'));
  const file = join(folder, 'report.json');
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${file}`];
  process.stdout.write(`${project}: started\n`);
  const { code, output } = await runCommand([VITEST, 'run', '--project', project, ...reporters], { timeout: TIMEOUT });
  const text = await readFile(file, 'utf8').catch(() => undefined);
  await rm(folder, { recursive: true });
  const result = resultOfVitest(project, code, text);
  process.stdout.write(
    `${output}\n${project}: ${result.passed} passed, ${result.failed} failed, ${result.skipped} skipped\n`,
  );
  return result;
}
