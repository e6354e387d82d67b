import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** How a job ended, and what it said. */
export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A job that runs. */
export interface Running {
  readonly ended: Promise<Ended>;
  /** What it has said on standard output so far. */
  said(): string;
  kill(signal: NodeJS.Signals): void;
}

/** Longer than any job takes here, on a machine that has other work to do. */
const patienceMilliseconds = 100_000;

/** The path of a program in this folder, such as `dyingRank`. */
export function rankProgram(name: string): string {
  return fileURLToPath(new URL(`./${name}.ts`, import.meta.url));
}

/** Has the program `outrageous-parallel` start ranks of a program in this folder. */
export function startRanks(ranks: number, program: string, ...parameters: string[]): Running {
  const cli = fileURLToPath(new URL('../cli.ts', import.meta.url));
  return start([process.execPath, cli, 'run', '--ranks', `${ranks}`, rankProgram(program), ...parameters]);
}

/** Starts a command; it is killed if it takes too long. */
export function start([command, ...parameters]: readonly string[], environment: NodeJS.ProcessEnv = {}): Running {
  const child = spawn(command, parameters, {
    env: { ...process.env, ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: patienceMilliseconds,
    killSignal: 'SIGKILL',
  });
  let [stdout, stderr] = ['', ''];
  child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
  return {
    ended: new Promise((resolve) => child.once('close', (code) => resolve({ code, stdout, stderr }))),
    said: () => stdout,
    kill: (signal) => child.kill(signal),
  };
}
