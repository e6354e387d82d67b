import type { Pending } from '@outrageous/core';
import { statusIgnore } from './abi.js';
import { numberFrom } from './answers.js';
import type { MpiLibrary } from './library.js';
import { waitUntil } from './wait.js';

/** Has a non-blocking function of MPI begin: gives its code, and MPI writes into `request`. */
type Begin = (request: BigInt64Array) => number;

/**
 * Begins operations, and waits for them.
 *
 * @param check throws for codes of errors
 */
export function requests(mpi: MpiLibrary, check: (operation: string, code: number) => void) {
  // MPI goes on reading and writing the memory that a `Begin` closes over, so that it must not be collected.
  const underWay = new Set<Begin>();
  return (operation: string, begin: Begin): Pending<void> => {
    const request = new BigInt64Array(1);
    check(operation, begin(request));
    underWay.add(begin);
    const test = (flag: Int32Array) => check(operation, mpi.Test(request, flag, statusIgnore));
    return {
      wait() {
        waitUntil(() => numberFrom(test) !== 0);
        underWay.delete(begin);
      },
    };
  };
}
