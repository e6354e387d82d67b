/**
 * What a user can mend: a wrong option, file or text. Its message says what was found, what was needed and what to do;
 * it is printed without a stack trace.
 */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}
