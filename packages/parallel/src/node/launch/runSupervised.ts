import { fork, type ChildProcess } from 'node:child_process';
import type { Readable, Writable } from 'node:stream';
import { programBeside } from '../programBeside.js';

/** How a command ended. */
export interface Ended {
  readonly code: number;
  /** The end of what it wrote on standard output. */
  readonly lastWords: string;
}

/** What a user, a closing terminal or a process manager stops this process with. */
const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** Characters kept of the output: more than `mpiexec` says at the end. */
const lastWordsLength = 4096;

/**
 * Runs a command whose output becomes that of this process, passes signals on to it, and waits for its end.
 *
 * It has a process group of its own, so that a Ctrl-C reaches it once, from here, and not from the terminal as well. It
 * ends when this process ends, however that comes.
 */
export async function runSupervised(command: readonly string[], env: NodeJS.ProcessEnv): Promise<Ended> {
  const supervisor = fork(programBeside(import.meta.url, 'supervise'), command, {
    env,
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  const lastWords = passOn(supervisor.stdout, process.stdout);
  passOn(supervisor.stderr, process.stderr);
  const stopPassing = passSignalsTo(supervisor);
  try {
    const code = await endOf(supervisor);
    return { code, lastWords: lastWords() };
  } finally {
    stopPassing();
  }
}

/** Gives a function that tells the end of what has passed. */
function passOn(from: Readable | null, to: Writable): () => string {
  let last = '';
  from?.setEncoding('utf8');
  from?.on('data', (text: string) => (last = (last + text).slice(-lastWordsLength)));
  from?.pipe(to, { end: false });
  return () => last;
}

/** Gives a function that ends it. */
function passSignalsTo(child: ChildProcess): () => void {
  const pass = (signal: NodeJS.Signals) => child.kill(signal);
  for (const signal of signals) process.on(signal, pass);
  return () => signals.forEach((signal) => process.off(signal, pass));
}

function endOf(child: ChildProcess): Promise<number> {
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => resolve(code ?? 1));
  });
}
