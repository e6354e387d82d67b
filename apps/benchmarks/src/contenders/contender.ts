import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import type { Measurement } from '../measurement.js';

/** A program that speaks as `serve` does. */
export interface Program {
  readonly command: string;
  readonly parameters: readonly string[];
  /** What it has in its environment beside ours. */
  readonly environment?: NodeJS.ProcessEnv;
}

/** TensorFlow would take all the memory of a GPU, and leave none for the other contenders. */
const sharedGpu = { TF_FORCE_GPU_ALLOW_GROWTH: 'true' };

/** A process that waits for its turns. */
export interface Contender {
  readonly description: string;
  /** Does its work so many times. @throws Error when the process ends instead */
  measure(times: number): Promise<Measurement>;
  /** Lets the process end. */
  end(): Promise<void>;
}

/**
 * Starts a program in a process of its own, and waits until it is ready.
 *
 * @throws Error when it ends before
 */
export async function startContender({ command, parameters, environment }: Program): Promise<Contender> {
  const child = spawn(command, parameters, {
    env: { ...sharedGpu, ...process.env, ...environment },
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  // Whoever waits for an answer hears of the end of the process; writing to it then says nothing new.
  child.stdin.on('error', () => undefined);
  const answers = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const answer = async <T>(): Promise<T> => {
    for (;;) {
      const next: IteratorResult<string> = await answers.next();
      if (next.done) throw new Error(`${[command, ...parameters].join(' ')} ended ${await ending(child)}; see above`);
      // What libraries print is no answer.
      if (next.value.startsWith('{')) return JSON.parse(next.value) as T;
    }
  };
  const { description } = await answer<{ description: string }>();
  return {
    description,
    measure(times) {
      child.stdin.write(`${JSON.stringify({ times })}\n`);
      return answer<Measurement>();
    },
    async end() {
      child.stdin.end();
      await ending(child);
    },
  };
}

async function ending(child: ChildProcess): Promise<string> {
  if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
  return child.signalCode === null ? `with code ${child.exitCode}` : `by ${child.signalCode}`;
}
