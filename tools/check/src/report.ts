import type { Check, Result } from './check.js';
import { total } from './check.js';
import { timed } from './command.js';

interface Line {
  readonly name: string;
  /** That its commands took, of which two run at a time. */
  readonly seconds: number;
  readonly result: Result;
}

/**
 * Runs checks side by side, each after those that it needs, all of them whatever happens, and prints what came of it.
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
  const lines = new Map<string, Promise<Line>>();
  for (const check of checks.filter((one) => isWanted(one, names, checks))) {
    const before = (check.needs ?? []).flatMap((name) => lines.get(name) ?? []);
    lines.set(
      check.name,
      Promise.all(before).then(() => run(check)),
    );
  }
  const start = performance.now();
  const done = await Promise.all(lines.values());
  return summarise(done, (performance.now() - start) / 1000);
}

/** Whether a check was asked for, or one that needs it. */
function isWanted({ name }: Check, names: readonly string[], checks: readonly Check[]): boolean {
  if (names.length === 0 || names.includes(name)) return true;
  return checks.some((other) => names.includes(other.name) && other.needs?.includes(name));
}

async function run(check: Check): Promise<Line> {
  const line = { name: check.name, ...(await timed(() => check.run().catch(brokenResult))) };
  print(summaryLine(line));
  return line;
}

/** A check that threw has failed, and its trace is the only thing that tells why. */
function brokenResult(error: unknown): Result {
  console.error(error);
  return { passed: 0, failed: 1, skipped: 0, notes: [String(error)] };
}

function summarise(lines: readonly Line[], seconds: number): number {
  print(`\n── summary, after ${seconds.toFixed(0)} s ──`);
  for (const line of lines) print(summaryLine(line));
  const { passed, failed, skipped, notes } = total(lines.map(({ result }) => result));
  for (const note of notes) print(`  ${note}`);
  if (skipped > 0) print(`${skipped} skipped, for the reasons above`);
  print(`${passed} passed, ${failed} failed`);
  return failed === 0 && passed > 0 ? 0 : 1;
}

function summaryLine({ name, seconds, result: { passed, failed, skipped } }: Line): string {
  const mark = failed === 0 ? '✓' : '✗';
  const counts = `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`;
  return `${mark} ${name.padEnd(14)} ${`${seconds.toFixed(0)} s`.padStart(6)}   ${counts}`;
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}
