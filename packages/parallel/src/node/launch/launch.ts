import { availableParallelism } from 'node:os';
import { checkOptions, type Kind, optional } from '@outrageous/core/options';
import * as is from '@outrageous/core/options';
import { mostRanks, shortageOf } from '../machine/shortage.js';
import { installMpi } from '../setUp/installMpi.js';
import { endingOf, type Ending } from './ending.js';
import { openJob } from './job.js';
import { mpiexecCommand } from './mpiexecCommand.js';
import { runSupervised } from './runSupervised.js';

/** What is launched, and how often. */
export interface LaunchOptions {
  /** How many processes, from 1 up. */
  readonly ranks: number;
  /** The JavaScript file that each of them runs. */
  readonly program: string;
  /** The program's parameters. */
  readonly parameters?: readonly string[];
  /** Added to the environment of this process. */
  readonly environment?: NodeJS.ProcessEnv;
  /** Starts them also where the machine has too few cores or too little memory for so many. Default: false. */
  readonly oversubscribe?: boolean;
}

/** Bytes of a process of Node that does nothing. */
const NODE = 50e6;

/**
 * Starts ranks of a program on this machine, through `mpiexec`, and waits for their end.
 *
 * Their output becomes that of this process, and SIGINT, SIGTERM and SIGHUP are passed on to them, so that they may stop
 * in good order; a second SIGINT ends them. `mpiexec` doesn't know SIGHUP: ranks hear SIGTERM instead, and where they end by
 * it, the exit code is that of SIGHUP, 129. When one rank dies, all end; when this process dies, they do as well. The
 * processors are shared out: `TF_NUM_INTRAOP_THREADS`, unless it is set, tells each rank how many threads it may use.
 *
 * The program finds the others with {@link worldCommunicator}, and may as well be started by any other `mpiexec` or `srun`.
 *
 * @throws RangeError if `ranks` is no whole number from 1 up, or more than 8 for each core or than fit into the memory; the
 *   limits of a container count
 * @throws MpiSetUpError if MPI cannot be had
 * @example
 * ```ts
 * const { code, failure } = await launch({ ranks: 4, program: 'train.js', parameters: ['--steps', '100'] });
 * if (failure) console.error(failure);
 * process.exitCode = code;
 * ```
 */
export async function launch(options: LaunchOptions): Promise<Ending> {
  const {
    ranks,
    program,
    parameters = [],
    environment,
    oversubscribe = false,
  } = checkOptions('launch', options, kinds);
  if (!oversubscribe) requireRoom(ranks);
  const mpiexec = await mpiexecCommand(await installMpi(), ranks);
  const job = await openJob(ranks);
  try {
    const command = [...mpiexec, process.execPath, ...process.execArgv, program, ...parameters];
    const env = { ...shareOfThreads(ranks), ...process.env, ...environment, ...job.environment };
    return endingOf(await runSupervised(command, env), job);
  } finally {
    await job.end();
  }
}

function shareOfThreads(ranks: number): NodeJS.ProcessEnv {
  return { TF_NUM_INTRAOP_THREADS: `${Math.max(1, Math.floor(availableParallelism() / ranks))}` };
}

const texts: Kind = { needs: 'a list of strings', fits: (x) => Array.isArray(x) && x.every(is.text.fits) };

const kinds = {
  ranks: is.size,
  program: is.text,
  parameters: optional(texts),
  environment: optional(is.record),
  oversubscribe: optional(is.flag),
};

function requireRoom(ranks: number): void {
  const lacking = shortageOf({ ranks, memory: NODE });
  if (lacking === undefined) return;
  throw new RangeError(
    `launch: got ${ranks} ranks, which need more than this machine has: ${lacking}. Start ${mostRanks(NODE)} at most, or ` +
      'the rest on other machines, with mpiexec or srun; oversubscribe (--oversubscribe on a command line) starts them all the same',
  );
}
