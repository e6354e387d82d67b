import koffi from 'koffi';

/** A handle, a number, or memory that MPI reads or writes. */
type Argument = bigint | number | ArrayBufferView | null;

/** A function of MPI: gives the code of an error, or 0. */
type MpiFunction = (...values: readonly Argument[]) => number;

/** The functions of MPI that are used here, each by its name there without `MPI_`. */
type Name =
  | 'Initialized'
  | 'Init_thread'
  | 'Finalize'
  | 'Abort'
  | 'Get_library_version'
  | 'Error_string'
  | 'Comm_set_errhandler'
  | 'Comm_rank'
  | 'Comm_size'
  | 'Comm_split'
  | 'Ibarrier'
  | 'Ibcast'
  | 'Iallreduce'
  | 'Iallgatherv'
  | 'Ialltoallv'
  | 'Test';

/** A library of MPI that is loaded. */
export type MpiLibrary = Readonly<Record<Name, MpiFunction>>;

/**
 * How UCX, which MPICH brings, learns of memory that is given back: not at all. By default it rewrites the code of `brk`
 * and its like, which other threads of Node may be running: one process of a hundred then crashes. The other way,
 * `reloc`, ends every process that loads TensorFlow afterwards.
 */
const hookMode = 'none';

/**
 * Loads an MPI library with the standard ABI, in which `MPI_Count` is int64_t and handles are as wide as pointers.
 *
 * Operations with numbers are those with large counts (`_c`), which may move more than 2^31 at once.
 *
 * @param path of `libmpi_abi.so.1`, or its name alone where the system finds it
 * @throws Error if it does not load, or lacks a function
 */
export function loadMpi(path: string): MpiLibrary {
  process.env.UCX_MEM_MMAP_HOOK_MODE ??= hookMode;
  const library = koffi.load(path);
  const bind = (declaration: string): MpiFunction => library.func(`int MPI_${declaration}`);
  return {
    Initialized: bind('Initialized(void *flag)'),
    Init_thread: bind('Init_thread(void *argc, void *argv, int required, void *provided)'),
    Finalize: bind('Finalize()'),
    Abort: bind('Abort(intptr_t comm, int code)'),
    Get_library_version: bind('Get_library_version(void *text, void *length)'),
    Error_string: bind('Error_string(int code, void *text, void *length)'),
    Comm_set_errhandler: bind('Comm_set_errhandler(intptr_t comm, intptr_t handler)'),
    Comm_rank: bind('Comm_rank(intptr_t comm, void *rank)'),
    Comm_size: bind('Comm_size(intptr_t comm, void *size)'),
    Comm_split: bind('Comm_split(intptr_t comm, int color, int key, void *split)'),
    Ibarrier: bind('Ibarrier(intptr_t comm, void *request)'),
    Ibcast: bind('Ibcast_c(void *buffer, int64_t count, intptr_t type, int root, intptr_t comm, void *request)'),
    Iallreduce: bind(
      'Iallreduce_c(void *send, void *receive, int64_t count, intptr_t type, intptr_t op, intptr_t comm, void *request)',
    ),
    Iallgatherv: bind(
      `Iallgatherv_c(void *send, int64_t count, intptr_t type,
        void *receive, void *counts, void *displacements, intptr_t receiveType, intptr_t comm, void *request)`,
    ),
    Ialltoallv: bind(
      `Ialltoallv_c(void *send, void *counts, void *displacements, intptr_t type,
        void *receive, void *receiveCounts, void *receiveDisplacements, intptr_t receiveType,
        intptr_t comm, void *request)`,
    ),
    Test: bind('Test(void *request, void *flag, intptr_t status)'),
  };
}
