/**
 * An operation of MPI that failed.
 *
 * Where nobody catches it the process ends, and with it the whole job.
 *
 * @example
 * ```ts
 * try {
 *   communicator.allReduce(gradient).wait();
 * } catch (error) {
 *   if (error instanceof MpiError) console.error(`${error.operation} failed on rank ${error.rank}`);
 * }
 * ```
 */
export class MpiError extends Error {
  override readonly name = 'MpiError';

  /** The rank that it failed on, in the group of the operation. */
  readonly rank: number;

  /**
   * @param operation such as `allReduce`
   * @param failure the rank that it failed on, in a group of `size`, and the library's own words
   */
  constructor(
    readonly operation: string,
    { rank, size, reason }: { readonly rank: number; readonly size: number; readonly reason: string },
  ) {
    super(
      `${operation} failed on rank ${rank} of ${size}: ${reason}. ` +
        'All ranks must begin the same operations in the same order, with shapes that fit.',
    );
    this.rank = rank;
  }
}
