import { AsyncLocalStorage } from 'node:async_hooks';
import { spawn } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { stripVTControlCharacters } from 'node:util';
import pLimit from 'p-limit';
import type { Check, Fact } from './check.js';
import { resultOf } from './check.js';
import { ROOT } from './paths.js';

/** Where and for how long a command runs. */
export interface CommandOptions {
  /** The repository's root where it isn't said. */
  readonly cwd?: string;
  /** Variables of its environment, beside those that we have. */
  readonly env?: Readonly<Record<string, string>>;
  /** Milliseconds after which it is killed and counts as failed; five minutes where it isn't said. */
  readonly timeout?: number;
  /** What to tell the person who waits when it begins, such as `tests on webgpu`. */
  readonly title?: string;
}

/** How a command ended, and all it wrote. */
export interface CommandOutput {
  /** `null` when it was killed, for instance because its time was over. */
  readonly code: number | null;
  readonly output: string;
}

/** Of all checks together, as many commands run at once as there are cores, two at most: some of them take gigabytes. */
const inTurn = pLimit(Math.min(2, availableParallelism()));

/** Seconds that commands took, added up for whoever began them. */
const work = new AsyncLocalStorage<{ seconds: number }>();

/** What a job gives, and how many seconds its commands ran; waiting for their turn isn't counted. */
export async function timed<Result>(job: () => Promise<Result>): Promise<{ result: Result; seconds: number }> {
  const spent = { seconds: 0 };
  const start = performance.now();
  const result = await work.run(spent, job);
  return { result, seconds: spent.seconds || (performance.now() - start) / 1000 };
}

/**
 * Runs a command to its end, when it is its turn. Never rejects: a command that cannot be started gives its reason as
 * output.
 */
export function runCommand(
  command: readonly [string, ...string[]],
  { title, ...options }: CommandOptions = {},
): Promise<CommandOutput> {
  const spent = work.getStore();
  return inTurn(async () => {
    const start = performance.now();
    if (title !== undefined) process.stdout.write(`▸ ${title}\n`);
    const output = await outputOf(command, options);
    if (spent) spent.seconds += (performance.now() - start) / 1000;
    return output;
  });
}

function outputOf(
  [command, ...parameters]: readonly [string, ...string[]],
  { cwd = ROOT, env, timeout = 300_000 }: CommandOptions,
): Promise<CommandOutput> {
  return new Promise((resolve) => {
    const child = spawn(command, parameters, {
      cwd,
      env: { ...process.env, ...env },
      timeout,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const chunks: Buffer[] = [];
    const take = (chunk: Buffer): void => void chunks.push(chunk);
    child.stdout.on('data', take);
    child.stderr.on('data', take);
    child.once('error', (error) => resolve({ code: null, output: String(error) }));
    child.once('close', (code) => resolve({ code, output: Buffer.concat(chunks).toString() }));
  });
}

/** A fact that holds when a command ends with 0. */
export async function commandFact(
  name: string,
  command: readonly [string, ...string[]],
  options: CommandOptions = {},
): Promise<Fact> {
  const { code, output } = await runCommand(command, options);
  if (code === 0) return { name };
  process.stdout.write(output);
  return { name, failure: `${endOf(code)}: ${reasonIn(output)}` };
}

function endOf(code: number | null): string {
  return code === null ? 'not run to its end' : `exit code ${code}`;
}

/** The line of an output that most likely tells what was wrong. */
export function reasonIn(output: string): string {
  const lines = stripVTControlCharacters(output)
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
  const found = TELLING.map((pattern) => lines.find((line) => pattern.test(line))).find((line) => line !== undefined);
  return found ?? lines.at(-1) ?? 'it wrote nothing';
}

/** What lines look like that tell what was wrong, the surest first. */
const TELLING = [/^\w*Error\b.*: |\berror TS\d+: |^error: /, /\berror\b/i, /✗|\[warn/];

/** A check that is one script of the root's package.json. */
export function scriptCheck(script: string): Check {
  const command = ['pnpm', '--silent', 'run', script] as const;
  return {
    name: script,
    run: async () => resultOf([await commandFact(script, command, { title: script, timeout: 900_000 })]),
  };
}
