/**
 * MPI that cannot be had or used: what was found and what was needed, and what to do next.
 *
 * @example
 * ```ts
 * try {
 *   await installMpi();
 * } catch (error) {
 *   if (error instanceof MpiSetUpError) console.error(error.message);
 * }
 * ```
 */
export class MpiSetUpError extends Error {
  override readonly name = 'MpiSetUpError';

  /**
   * @param problem what was found and what was needed; a sentence without its full stop
   * @param remedy what to do next; a sentence without its full stop
   */
  constructor(
    readonly problem: string,
    readonly remedy: string,
    options?: ErrorOptions,
  ) {
    super(`${problem}. ${remedy}.`, options);
  }
}
