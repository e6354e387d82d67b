import type { Check, Result } from './check.js';
import { total } from './check.js';

interface Line {
  readonly name: string;
  readonly seconds: number;
  readonly result: Result;
}

/**
 * Runs checks one after the other, all of them whatever happens, and prints what came of it.
 *
 * The last line is `N passed, N failed`.
 *
 * @param names those to run, with what they need; all when it is empty
 * @returns the exit code: 0 when nothing failed and something passed
 */
export async function report(checks: readonly Check[], names: readonly string[]): Promise<number> {
  const unknown = names.filter((name) => !checks.some((check) => check.name === name));
  if (unknown.length > 0) {
    console.error(
      `npm test: there is no check '${unknown[0]}'; there are ${checks.map(({ name }) => name).join(', ')}`,
    );
    return 2;
  }
  const lines: Line[] = [];
  for (const check of checks) if (isWanted(check, names, checks)) lines.push(await timed(check));
  return summarise(lines);
}

/** Whether a check was asked for, or one that needs it. */
function isWanted({ name }: Check, names: readonly string[], checks: readonly Check[]): boolean {
  if (names.length === 0 || names.includes(name)) return true;
  return checks.some((other) => names.includes(other.name) && other.needs?.includes(name));
}

async function timed({ name, run }: Check): Promise<Line> {
  const start = performance.now();
  print(`\n── ${name} ──`);
  const result = await run().catch(brokenResult);
  return { name, result, seconds: (performance.now() - start) / 1000 };
}

/** A check that threw has failed, and its trace is the only thing that tells why. */
function brokenResult(error: unknown): Result {
  console.error(error);
  return { passed: 0, failed: 1, skipped: 0, notes: [String(error)] };
}

function summarise(lines: readonly Line[]): number {
  print('\n── summary ──');
  for (const { name, seconds, result } of lines) print(summaryLine(name, seconds, result));
  const { passed, failed, skipped, notes } = total(lines.map(({ result }) => result));
  for (const note of notes) print(`  ${note}`);
  if (skipped > 0) print(`${skipped} skipped, for the reasons above`);
  print(`${passed} passed, ${failed} failed`);
  return failed === 0 && passed > 0 ? 0 : 1;
}

function summaryLine(name: string, seconds: number, { passed, failed, skipped }: Result): string {
  const mark = failed === 0 ? '✓' : '✗';
  const counts = `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`;
  return `${mark} ${name.padEnd(14)} ${`${seconds.toFixed(0)} s`.padStart(6)}   ${counts}`;
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}
