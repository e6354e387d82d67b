import { constants } from 'node:os';
import type { Job } from './job.js';
import type { Ended } from './runSupervised.js';

/** How a job ended. */
export interface Ending {
  /** An exit code: 0 if all ranks ended well, and 128 + n if signal n ended one. */
  readonly code: number;
  /** Which rank ended the job and how, in a sentence; absent if all ended well. */
  readonly failure?: string;
}

/** What the end of `mpiexec` says of that of its ranks. */
export function endingOf({ code, lastWords }: Ended, job: Job): Ending {
  if (code === 0) return { code };
  const signal = signalIn(lastWords);
  if (signal === undefined) return { code, failure: `The job ended with exit code ${code}; its reason is above.` };
  const lost = job.firstLost();
  const who = lost === undefined ? 'a rank' : `rank ${lost}`;
  return {
    code: 128 + signal,
    failure: `The job ended because ${describeSignal(signal)} ended ${who}; all other ranks were stopped.`,
  };
}

/** The signal that ended a rank, as MPICH's `mpiexec` tells it. The process that it names beside may be another's. */
function signalIn(words: string): number | undefined {
  const [, signal] = /\(signal (\d+)\)/.exec(words) ?? [];
  return signal === undefined ? undefined : Number(signal);
}

/** A signal's name, and what most often sends it. */
function describeSignal(signal: number): string {
  const [name] = Object.entries(constants.signals).find(([, number]) => number === signal) ?? [`signal ${signal}`];
  const sender = senders.get(name);
  return sender === undefined ? name : `${name} (from ${sender})`;
}

const crash = 'a crash in native code, such as a library of another version';

const senders: ReadonlyMap<string, string> = new Map([
  ['SIGKILL', 'somebody, or from the system because memory ran out'],
  ['SIGSEGV', crash],
  ['SIGABRT', crash],
  ['SIGBUS', 'the system because /dev/shm is full, or from a crash in native code'],
]);
