import type { Parts, Transport } from '../../communicators/transport.js';
import { type Memory, pointerTo } from '../memory.js';
import * as abi from './abi.js';
import { errorText, numberFrom } from './answers.js';
import type { MpiLibrary } from './library.js';
import { MpiError } from './mpiError.js';
import { requests } from './requests.js';

/**
 * The transport of an MPI communicator, whose errors return (`MPI_ERRORS_RETURN`).
 *
 * @throws MpiError from each operation that fails
 */
export function mpiTransport(mpi: MpiLibrary, communicator: bigint): Transport<Memory> {
  const rank = numberFrom((answer) => mpi.Comm_rank(communicator, answer));
  const size = numberFrom((answer) => mpi.Comm_size(communicator, answer));
  const check = (operation: string, code: number): void => {
    if (code !== abi.success) throw new MpiError(operation, { rank, size, reason: errorText(mpi, code) });
  };
  const begin = requests(mpi, check);
  return {
    rank,
    size,
    allReduce: (numbers, sum) =>
      begin('allReduce', (request) =>
        mpi.Iallreduce(
          pointerTo(numbers),
          pointerTo(sum),
          sum.length,
          abi.datatypeOf(sum),
          abi.sum,
          communicator,
          request,
        ),
      ),
    allGather(numbers, all) {
      const receive = vector(all);
      return begin('allGather', (request) =>
        mpi.Iallgatherv(pointerTo(numbers), numbers.length, abi.datatypeOf(numbers), ...receive, communicator, request),
      );
    },
    allToAll(sent, received) {
      const vectors = [...vector(sent), ...vector(received)];
      return begin('allToAll', (request) => mpi.Ialltoallv(...vectors, communicator, request));
    },
    broadcast: (numbers, root) =>
      begin('broadcast', (request) =>
        mpi.Ibcast(pointerTo(numbers), numbers.length, abi.datatypeOf(numbers), root, communicator, request),
      ),
    barrier: () => begin('barrier', (request) => mpi.Ibarrier(communicator, request)).wait(),
    split(color) {
      const split = new BigInt64Array(1);
      check('split', mpi.Comm_split(communicator, color, rank, split));
      return mpiTransport(mpi, split[0]);
    },
  };
}

/** Parts as MPI takes them: memory, counts, displacements, datatype. */
function vector({ numbers, counts }: Parts<Memory>) {
  let before = 0;
  const displacements = counts.map((count) => (before += count) - count);
  return [pointerTo(numbers), large(counts), large(displacements), abi.datatypeOf(numbers)] as const;
}

/** MPI_Count[] and MPI_Aint[] */
function large(numbers: readonly number[]): BigInt64Array {
  return BigInt64Array.from(numbers, BigInt);
}
