import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { tellingLine } from '@outrageous/core/node';
import type { DeviceName, Started } from '../device.js';
import type { Installation } from '../tensorflow/installation.js';

/** What a probe is to start. */
export interface ProbeJob {
  readonly device: DeviceName;
  /** A TensorFlow that is not in its place yet. */
  readonly installation?: Installation;
}

/** What a device that works did in a probe. */
export interface Working extends Started {
  readonly works: true;
  /** Rows and columns of the two matrices that were multiplied; smaller for slow devices. */
  readonly size: number;
  /** Milliseconds that their product took, read back included. */
  readonly milliseconds: number;
}

/** Why a device does not work. */
export interface Failing {
  readonly works: false;
  readonly problem: string;
  /** What to do about it. */
  readonly remedy: string;
}

/** What a probe found. */
export type ProbeAnswer = Working | Failing;

/** After this long a device that has not answered counts as broken. */
const patienceMilliseconds = 120_000;

/**
 * Starts a device in a process of its own and multiplies two matrices there.
 *
 * A binary that ends its process, as one for another machine may, so ends the probe only.
 */
export function probe(job: ProbeJob): Promise<ProbeAnswer> {
  return new Promise((resolve) => {
    const child = fork(probeScript(), [JSON.stringify(job)], {
      execArgv: [],
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
      timeout: patienceMilliseconds,
    });
    const words: Buffer[] = [];
    child.stderr?.on('data', (chunk: Buffer) => words.push(chunk));
    child.on('message', (answer: ProbeAnswer) => resolve(answer));
    child.on('error', (error) => resolve(failing(error.message)));
    child.on('close', (code, signal) => resolve(failing(deathOf(code, signal, Buffer.concat(words).toString()))));
  });
}

function probeScript(): string {
  const extension = import.meta.url.endsWith('.ts') ? 'ts' : 'js';
  return fileURLToPath(new URL(`./probeProcess.${extension}`, import.meta.url));
}

function deathOf(code: number | null, signal: string | null, words: string): string {
  const how = signal === null ? `ended with code ${code}` : `was ended by ${signal}`;
  const why = tellingLine(words);
  return `the process that tried it ${how}${why && `: ${why}`}`;
}

function failing(problem: string): Failing {
  return { works: false, problem, remedy: 'Choose another device' };
}
