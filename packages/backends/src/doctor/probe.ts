import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { Started, DeviceName } from '../device.js';
import type { Installation } from '../tensorflow/installation.js';

/** What a probe is to start. */
export interface ProbeJob {
  readonly device: DeviceName;
  /** A TensorFlow that is not in its place yet. */
  readonly installation?: Installation;
  /** Rows and columns of the two matrices whose product is timed. */
  readonly size: number;
}

/** What a probe found. */
export interface ProbeResult extends Started {
  /** Milliseconds that one product took. */
  readonly milliseconds: number;
}

/** What a probe sends to its parent. */
export type ProbeAnswer = { readonly result: ProbeResult } | { readonly error: string };

/**
 * Starts a device in a process of its own and multiplies two matrices there.
 *
 * So a binary that ends the process, as a broken one may, ends the probe only.
 *
 * @throws Error if the device does not start, multiplies wrongly, or the process dies.
 */
export function probe(job: ProbeJob): Promise<ProbeResult> {
  return new Promise((resolve, reject) => {
    const child = fork(probeScript(), [JSON.stringify(job)], {
      execArgv: [],
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    });
    const words: Buffer[] = [];
    child.stderr?.on('data', (chunk: Buffer) => words.push(chunk));
    child.on('message', (answer: ProbeAnswer) =>
      'result' in answer ? resolve(answer.result) : reject(new Error(answer.error)),
    );
    child.on('error', reject);
    child.on('exit', (code, signal) => reject(new Error(deathOf(code, signal, Buffer.concat(words).toString()))));
  });
}

/** Tries a TensorFlow installation with two small matrices. */
export function probeInstallation(installation: Installation): Promise<ProbeResult> {
  return probe({ device: 'tensorflow', installation, size: 64 });
}

function probeScript(): string {
  const extension = import.meta.url.endsWith('.ts') ? 'ts' : 'js';
  return fileURLToPath(new URL(`./probeProcess.${extension}`, import.meta.url));
}

function deathOf(code: number | null, signal: string | null, words: string): string {
  const how = signal === null ? `ended with code ${code}` : `was ended by ${signal}`;
  const last = words.trim().split('\n').pop();
  return last ? `the process ${how}: ${last}` : `the process ${how}`;
}
