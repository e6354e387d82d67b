import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Check, Result } from '../check.js';
import { total } from '../check.js';
import { runCommand } from '../command.js';
import { inTemporaryFolder } from '../inTemporaryFolder.js';
import { ROOT } from '../paths.js';
import { resultOfVitest } from './vitestReport.js';

const VITEST = join(ROOT, 'node_modules/.bin/vitest');
const SKIPS_REPORTER = fileURLToPath(new URL('./skipsReporter.ts', import.meta.url));

/** Half an hour: WebGPU on a processor takes long, but not for ever. */
const TIMEOUT = 1_800_000;

/**
 * Every test, once on each device.
 *
 * @param projects of vitest; the slowest first makes the whole the fastest
 */
export function testsCheck(projects: readonly string[]): Check {
  return {
    name: 'tests',
    needs: ['build'],
    run: async () => total(await Promise.all(projects.map((project) => runProject(project)))),
  };
}

/** Runs the tests of a project, those alone whose path has one of `filters` where there are some. */
export function runProject(project: string, filters: readonly string[] = []): Promise<Result> {
  return inTemporaryFolder('outrageous-tests-', async (folder) => {
    const [report, skips] = [join(folder, 'report.json'), join(folder, 'skips.json')];
    const reporters = ['default', 'json', SKIPS_REPORTER].map((name) => `--reporter=${name}`);
    const options = ['--project', project, ...reporters, `--outputFile.json=${report}`, '--passWithNoTests'];
    const { code, output } = await runCommand([VITEST, 'run', ...options, ...filters], {
      title: `tests on ${project}`,
      env: { OUTRAGEOUS_SKIPS: skips, OUTRAGEOUS_BUILT: '1' },
      timeout: TIMEOUT,
    });
    const result = resultOfVitest(project, { code, report: await textOf(report), skips: await textOf(skips) });
    process.stdout.write(`${output}\n`);
    return result;
  });
}

function textOf(file: string): Promise<string | undefined> {
  return readFile(file, 'utf8').catch(() => undefined);
}
