/**
 * What a user can mend: a wrong option, file or text. Its message says what was found, what was needed and what to do;
 * it is printed without a stack trace, and the program ends with exit code 2, before any work was done.
 */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** What goes wrong in some work is for the user to mend, such as what is wrong with a text. */
export async function asUsageError<T>(work: () => T | Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof UsageError || !(error instanceof Error)) throw error;
    throw new UsageError(error.message, { cause: error });
  }
}
