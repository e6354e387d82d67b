/** Ranks that were started ended otherwise than well; they, or the launcher, have said why. */
export class JobError extends Error {
  override readonly name = 'JobError';

  constructor(
    /** What the program ends with: that of the rank that ended first. */
    readonly exitCode: number,
    message: string,
  ) {
    super(message);
  }
}
