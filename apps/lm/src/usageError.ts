/**
 * What a user can mend: a wrong option, file or text. Its message says what was found, what was needed and what to do;
 * it is printed without a stack trace, and the program ends with exit code 2, before any work was done.
 */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}
