import type { Memory } from '../memory.js';

/*
 * Constants of MPI's standard ABI, the same in every library that offers it (MPI 5.0, chapter 20).
 * Handles are as wide as pointers.
 */

/** Version of the ABI, which is part of the library's name. */
export const abiVersion = 1;

/** MPI_SUCCESS */
export const success = 0;
/** MPI_COMM_WORLD */
export const world = 0x101n;
/** MPI_ERRORS_RETURN */
export const errorsReturn = 0x143n;
/** MPI_SUM */
export const sum = 0x21n;
/** MPI_STATUS_IGNORE */
export const statusIgnore = 0n;
/** MPI_THREAD_FUNNELED: a process may have many threads, and one of them calls MPI. */
export const threadFunneled = 1024;
/** MPI_MAX_ERROR_STRING, the largest of any implementation */
export const maxErrorString = 512;
/** MPI_MAX_LIBRARY_VERSION_STRING, the largest of any implementation */
export const maxLibraryVersionString = 8192;

const float = 0x210n;
const int32 = 0x250n;
const uint8 = 0x241n;

/** The MPI_Datatype of one number. */
export function datatypeOf(numbers: Memory): bigint {
  if ('address' in numbers || numbers instanceof Float32Array) return float;
  return numbers instanceof Int32Array ? int32 : uint8;
}
