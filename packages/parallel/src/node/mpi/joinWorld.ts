import { writeSync } from 'node:fs';
import { inspect } from 'node:util';
import type { Transport } from '../../communicators/transport.js';
import type { Memory } from '../memory.js';
import * as abi from './abi.js';
import { numberFrom } from './answers.js';
import type { MpiLibrary } from './library.js';
import { mpiTransport } from './mpiTransport.js';

/**
 * Starts MPI in this process, once, and gives the transport between all processes of the job.
 *
 * A process that ends with code 0 leaves the job in good order. One that ends with another code, as an error that
 * nobody caught makes it, ends the whole job: the other ranks would wait for it for ever.
 */
export function joinWorld(mpi: MpiLibrary): Transport<Memory> {
  if (numberFrom(mpi.Initialized) === 0) start(mpi);
  return mpiTransport(mpi, abi.world);
}

function start(mpi: MpiLibrary): void {
  numberFrom((provided) => mpi.Init_thread(null, null, abi.threadFunneled, provided));
  mpi.Comm_set_errhandler(abi.world, abi.errorsReturn);
  const rank = numberFrom((answer) => mpi.Comm_rank(abi.world, answer));
  // Node would print the error after the exit event, in which this process ends.
  process.on('uncaughtExceptionMonitor', (error) => say(`Rank ${rank}: ${inspect(error)}`));
  process.once('exit', (code) => {
    if (code === 0) return mpi.Finalize();
    say(`Rank ${rank} ends with exit code ${code}, and so does the whole job.`);
    letItBeRead();
    return mpi.Abort(abi.world, code);
  });
}

function say(text: string): void {
  writeSync(process.stderr.fd, `${text}\n`);
}

/** Who carries on what a rank says ends with the job, and loses what it hasn't read by then. */
function letItBeRead(): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 200);
}
